import type { Publication } from '../../../lib/config/config.ts';
import type { Reference } from '../../../lib/references/reference.ts';
import type { Sandbox, SandboxOptions } from '../../../sandbox/sandbox.ts';

/** A backend of registries.yml, and its published names. */
export interface Rehearsed<To> {
  to: To;
  names: readonly string[];
}

/** A service in which faults can be injected. */
export interface Place {
  /** Its name after --fault. */
  id: string;
  title: string;
  /** Its name in the call log of the sandbox. */
  services: readonly string[];
}

/** The functions of a type of backend that `npm start` needs in the sandbox. */
export interface Rehearsal<To> {
  /** The secrets that it reads, with values that are clearly made up. */
  secrets(to: To, backend: string): [Reference, string][];
  /** The sandbox options before a run, given the values of the references. */
  world(all: readonly Rehearsed<To>[], secretAt: (reference: Reference) => string): Partial<SandboxOptions>;
  /** Reads a published value back, as its readers do. */
  readBack(publication: Publication, to: To, sandbox: Sandbox): Promise<string | undefined>;
  /** Deletes a published secret, as a person does by hand. */
  remove(publication: Publication, to: To, sandbox: Sandbox): Promise<void>;
  /** The service that it writes to. Absent if there is none. */
  place?(to: To): Place;
  /** The address of the service in the sandbox, as a line of the introduction. */
  address(sandbox: Sandbox): [title: string, url: string] | undefined;
}
