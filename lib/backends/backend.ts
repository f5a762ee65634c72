import type { Publication } from '../config/config.ts';
import type { Secret } from '../secret.ts';

/**
 * A place that holds secrets. Publishing again under the same name replaces the value, and publishing the same value
 * twice changes nothing. It either has the new value afterwards or throws a Failure, and then still has the old one.
 */
export interface Backend {
  publish(name: string, value: Secret, about: Publication, signal: AbortSignal): Promise<void>;
}
