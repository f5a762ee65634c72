import type { SecretManagerApi, StoredValue } from './api.ts';
import { unless } from './api-error.ts';

/**
 * Whether the newest version has this value. `latest` may lag behind. So its "no" is trusted, but its "yes" is checked
 * again, and also its "no" after a lost answer.
 */
export async function holds(
  api: SecretManagerApi,
  secret: string,
  bytes: Buffer,
  isRepeated: boolean,
): Promise<boolean> {
  const latest = await latestOf(api, secret);
  if (!isRepeated && !valueIn(latest)?.value.equals(bytes)) return false;
  return (await newestAfter(latest, api, secret))?.equals(bytes) ?? false;
}

export async function newestIn(api: SecretManagerApi, secret: string): Promise<Buffer | undefined> {
  return newestAfter(await latestOf(api, secret), api, secret);
}

/** No run publishes more often than `latest` lags behind. */
const MOST_BEHIND = 20;

/**
 * Returns the newest value, starting from the one of `latest`. A version is found by its number as soon as it is added:
 * https://cloud.google.com/secret-manager/docs/reference/consistency
 */
async function newestAfter(
  latest: Latest,
  api: SecretManagerApi,
  secret: string,
): Promise<Buffer | undefined> {
  let newest = latest;
  const first = valueIn(latest)?.number ?? 0;
  for (let number = first + 1; newest !== 'disabled' && number <= first + MOST_BEHIND; number++) {
    const next = await accessed(api, secret, number);
    if (next === 'none') break;
    newest = next;
  }
  return valueIn(newest)?.value;
}

function latestOf(api: SecretManagerApi, secret: string): Promise<Latest> {
  return accessed(api, secret, 'latest');
}

/** A secret without a version has no `latest`, and a disabled or destroyed `latest` has no value. */
type Latest = StoredValue | 'none' | 'disabled';

async function accessed(api: SecretManagerApi, secret: string, version: number | 'latest'): Promise<Latest> {
  const found = await unless('NOT_FOUND', async () => {
    return (await unless('FAILED_PRECONDITION', () => api.access(secret, version))) ?? 'disabled';
  });
  return found ?? 'none';
}

function valueIn(latest: Latest): StoredValue | undefined {
  return typeof latest === 'string' ? undefined : latest;
}
