import { isHalfWay } from '../config/canary.ts';
import type { Credential } from '../sources/source.ts';
import { type CanaryResult, canaryResult } from './canary-result.ts';
import { explainFailure } from './failure.ts';
import { readLogin } from './formats.ts';
import { type KnownPublication, matchingEntry } from './plan.ts';
import type { RunContext } from './run-context.ts';

/**
 * Reads one publication back and asks its registry. Resolves to undefined if it is not the time to check. `credentials`
 * collects the values by fingerprint, so that a registry is asked once for each.
 */
export async function checkPublished(
  known: KnownPublication,
  credentials: Map<string, Credential>,
  run: RunContext,
): Promise<CanaryResult | undefined> {
  const { registry, publication, entry } = known;
  const { published } = entry ?? {};
  if (entry === undefined || published === undefined) return notYet('nothing was published yet');
  if (matchingEntry(known) === undefined) return notYet('registries.yml has changed since it was published');
  const ageMs = run.now().getTime() - Date.parse(published.mintedAt);
  // After a failure, every retry of the run checks again.
  const isTime = run.request.force || entry.failed !== undefined || isHalfWay(ageMs, run.cadenceMs);
  if (!isTime) return undefined;

  try {
    const backend = await run.backend(publication);
    const { read } = backend;
    if (read === undefined) return { saw: 'shared' };
    const value = await run.lanes.backend(publication).run((signal) => read(publication, signal));
    if (value === undefined) return { saw: 'changed', says: `the secret no longer exists: ${NEXT_RUN}` };
    if (value.fingerprint() !== published.fingerprint)
      return { saw: 'changed', says: `another program or person overwrote the secret: ${NEXT_RUN}` };
    const { username = registry.source.username ?? '', password } = readLogin(value, publication);
    const credential = {
      username,
      password,
      mintedAt: new Date(published.mintedAt),
      ...(published.expiresAt !== undefined && { expiresAt: new Date(published.expiresAt) }),
    };
    const key = credential.password.fingerprint();
    const same = credentials.get(key) ?? credential;
    credentials.set(key, same);
    const proof = await run.prove(registry, same);
    return proof && canaryResult(proof, published, entry.probed, run.now());
  } catch (error) {
    const { message, cause } = explainFailure(error, run.signal);
    return { saw: 'unknown', says: `not checked: ${message}${cause === undefined ? '' : ` (${cause})`}` };
  }
}

const NEXT_RUN = 'the next refresh writes it again';

function notYet(why: string): CanaryResult {
  return { saw: 'unseen', says: `${why}: the next refresh writes it` };
}
