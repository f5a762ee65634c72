import type { Format } from '../config/schema/schema-parts.ts';
import type { Secret } from '../secrecy/secret.ts';
import type { Log } from '../telemetry/log.ts';

/** What a backend has to know of a publication. */
export interface Target {
  host: string;
  /** What readers look the credential up by. */
  key: string;
  /** The name of the secret. */
  name: string;
  format: Format;
  /** When the value that is published expires; undefined for a value that lives until somebody revokes it. */
  expiresAt?: Date | undefined;
}

/**
 * A place that stores secrets.
 *
 * - Publishing again under the same name replaces the value; publishing the same value twice changes nothing.
 * - `publish` stores the new value, or throws a Failure and keeps the old one. Only when the answer is lost on its
 *   way may the new value be stored although `publish` failed.
 */
export interface Backend {
  publish(value: Secret, target: Target, signal: AbortSignal): Promise<void>;
  /**
   * The stored value; undefined if there is none. Only where a backend gives back what it was given, byte for byte.
   */
  read?(target: Target, signal: AbortSignal): Promise<Secret | undefined>;
  /** What a person should know of this name before it is written, where the backend can tell. It stops nothing. */
  remark?(target: Target, signal: AbortSignal): Promise<string | undefined>;
  /**
   * Whether this name could be written now, found out without writing. Throws the Failure that publishing would end in,
   * as far as that can be foreseen.
   */
  check?(target: Target, signal: AbortSignal): Promise<Preflight>;
}

export interface Preflight {
  /** The state of the secret now, to be printed after its name. */
  is: string;
  /** What may go wrong all the same, where something may. */
  risk?: string;
  /** What the backend does not tell, where that matters. */
  notChecked?: string;
}

/** What there is to say of a name that nobody has written yet. */
export const DOES_NOT_EXIST = 'does not exist yet: the first run creates it';

/** What a backend may need besides its options. */
export interface BackendContext {
  env: NodeJS.ProcessEnv;
  now: () => Date;
  /** Where to say what went wrong by the way. */
  log: Log;
}
