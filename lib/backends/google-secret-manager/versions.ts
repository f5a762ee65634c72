import { messageOf } from '../../failure.ts';
import { concealTokens } from '../../secrecy/quote.ts';
import { toSafeText } from '../../secrecy/safe-text.ts';
import type { Log } from '../../telemetry/log.ts';
import type { SecretManagerApi, Version } from './api.ts';
import { VERSIONS_KEPT } from './traits.ts';

/** Google accepts some ten writes a second. The old versions of an adopted secret are destroyed a few at a time. */
const MOST_AT_ONCE = 10;

/**
 * Destroys old versions, because Google bills every version until it is destroyed. The newest version is never
 * destroyed. If this fails, the value stays published.
 */
export async function destroyOldVersions(api: SecretManagerApi, secret: string, log: Log): Promise<void> {
  try {
    const old = versionsToDestroy(await api.versions(secret));
    await Promise.all(old.map(({ name }) => api.destroy(name)));
  } catch (error) {
    const said = messageOf(error);
    const reason = toSafeText(concealTokens(said));
    log(
      'warn',
      'old versions were not destroyed, and Google bills them until they are; the next run retries',
      {
        secret,
        reason,
      },
    );
  }
}

/** Returns the versions that still exist, without the newest ones, oldest first. */
export function versionsToDestroy(versions: readonly Version[]): Version[] {
  return versions
    .filter(({ isGone }) => !isGone)
    .toSorted((a, b) => numberOf(b) - numberOf(a))
    .slice(VERSIONS_KEPT)
    .reverse()
    .slice(0, MOST_AT_ONCE);
}

function numberOf({ name }: Version): number {
  return Number(name.slice(name.lastIndexOf('/') + 1));
}
