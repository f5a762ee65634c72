import type { Publication } from '../../../lib/config/config.ts';
import type { Reference } from '../../../lib/references/reference.ts';
import type { Sandbox, SandboxOptions } from '../../../sandbox/sandbox.ts';

/** A backend of registries.yml, and its published names. */
export interface Rehearsed<To> {
  to: To;
  names: readonly string[];
}

/** A service that can be made to fail. */
export interface Place {
  /** As it is written after --fault. */
  id: string;
  title: string;
  /** What the call log of the sandbox calls it. */
  services: readonly string[];
}

/** The functions of a type of backend that `npm start` needs in the sandbox. */
export interface Rehearsal<To> {
  /** The secrets that it reads, with made-up values that are plainly so. */
  secrets(to: To, backend: string): [Reference, string][];
  /** The sandbox options before a run, given the values of the references. */
  world(all: readonly Rehearsed<To>[], secretAt: (reference: Reference) => string): Partial<SandboxOptions>;
  /** Reads a published value back, as its readers do. */
  readBack(publication: Publication, to: To, sandbox: Sandbox): Promise<string | undefined>;
  /** Somebody deletes by hand what was published. */
  remove?(publication: Publication, to: To, sandbox: Sandbox): Promise<void>;
  /** The service that it writes to; absent where there is none. */
  place?(to: To): Place;
  /** Where the service is in the sandbox, as a line of the introduction. */
  address(sandbox: Sandbox): [title: string, url: string] | undefined;
}
