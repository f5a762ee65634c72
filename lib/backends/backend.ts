import type { Format } from '../config/schema/schema-parts.ts';
import type { Secret } from '../secrecy/secret.ts';
import type { Log } from '../telemetry/log.ts';

/** The facts about a publication that a backend needs. */
export interface Target {
  host: string;
  /** The key by which readers find the credential. */
  key: string;
  /** The name of the secret. */
  name: string;
  format: Format;
  /** When the published value expires. Undefined for a value without an end. */
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
  /** Returns the stored value. Undefined if there is none. Only for backends that return values byte for byte. */
  read?(target: Target, signal: AbortSignal): Promise<Secret | undefined>;
  /** Returns a warning about this name before the write, if the backend has one. It never prevents the write. */
  remark?(target: Target, signal: AbortSignal): Promise<string | undefined>;
  /**
   * Checks whether this name could be written, without writing. Throws the Failure that a publication would have, as
   * far as it can be foreseen.
   */
  check?(target: Target, signal: AbortSignal): Promise<Preflight>;
}

export interface Preflight {
  /** The state of the secret, as text after its name. */
  is: string;
  /** A risk of the publication, if there is one. */
  risk?: string;
  /** Something that the backend does not report, if it matters. */
  notChecked?: string;
}

/** The state of a secret that was never written. */
export const DOES_NOT_EXIST = 'does not exist yet: the first run creates it';

/** The context of a backend, besides its options. */
export interface BackendContext {
  env: NodeJS.ProcessEnv;
  now: () => Date;
  /** Receives problems that do not fail the publication. */
  log: Log;
}
