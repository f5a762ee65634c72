import type { BackendOptions } from './config.ts';

/**
 * Secrets Manager keeps the newest hundred versions of a secret and deletes none that is younger than a day: the 101st
 * of a day is refused. https://docs.aws.amazon.com/secretsmanager/latest/userguide/getting-started.html
 */
export const MOST_VERSIONS_A_DAY = 100;

const DAY_MS = 86_400_000;

/** Every run mints another token, and every token is another version. */
export function versionsADay(cadenceMs: number): number {
  return Math.ceil(DAY_MS / cadenceMs);
}

/** How many versions of one secret a place takes in 24 hours; undefined where it does not matter. */
export function versionLimitOf({ type }: BackendOptions): number | undefined {
  return type === 'aws-secrets-manager' ? MOST_VERSIONS_A_DAY : undefined;
}
