import { DOES_NOT_EXIST } from '../backends/backend.ts';
import { openBackend } from '../backends/index.ts';
import type { Publication, Registry } from '../config/config.ts';
import { Failure } from '../failure.ts';
import type { Entry } from '../ledger/ledger.ts';
import { gate } from '../refresh/gate.ts';
import { matchingEntry } from '../refresh/plan.ts';
import type { Credential } from '../sources/source.ts';
import { type Answer, warning } from './check.ts';
import type { ReadLedger } from './ledger-check.ts';
import type { Mint } from './mints.ts';
import { answerFrom } from './run-checks.ts';
import type { DoctorTarget } from './target.ts';

/**
 * Asks the gate of a run about each publication of a mint, with the entries of the ledger. Resolves to undefined if the gate
 * accepts all of them without a warning.
 */
export async function gateCheck(
  credential: Credential,
  { source, registries }: Mint,
  target: DoctorTarget,
  ledger: ReadLedger,
  signal: AbortSignal,
): Promise<Answer | undefined> {
  const cadenceMs = target.config.schedule[source.function];
  const { lifeMs } = source;
  const now = target.now();
  const alone = gate(credential, undefined, now, { cadenceMs, lifeMs });
  if (alone === undefined) return undefined; // it is long enough for any stored value
  const entries = await ledger().catch(() => undefined); // the check of the ledger says why
  const known = new Map(entries?.map((entry) => [entry.id, entry]));
  const due = registries.flatMap((registry) =>
    registry.publish.map((publication) => ({ registry, publication })),
  );
  const failures: Failure[] = [];
  for (const { registry, publication } of due) {
    const entry = known.get(publication.id);
    const stored = await storedOf(registry, publication, entry, target, signal);
    const since = entry?.failed?.since ?? entry?.failed?.at;
    const failingSince = since === undefined ? undefined : new Date(since);
    try {
      gate(credential, stored, now, { cadenceMs, lifeMs, failingSince });
    } catch (error) {
      if (!(error instanceof Failure)) throw error;
      failures.push(error);
    }
  }
  const [first] = failures;
  if (first === undefined) return warning(alone, credential.remedy);
  const says = `${failures.length} of ${due.length} publications would fail: ${first.message}`;
  return { ...answerFrom(first), says };
}

/** The stored value as a run would see it: the ledger entry, undefined if the secret does not exist, or else 'unknown'. */
async function storedOf(
  registry: Registry,
  publication: Publication,
  entry: Entry | undefined,
  { env, now }: DoctorTarget,
  signal: AbortSignal,
): Promise<Entry | 'unknown' | undefined> {
  if (entry?.published !== undefined) return matchingEntry({ publication, entry });
  if (registry.source.kind === 'stored') return undefined;
  try {
    const backend = await openBackend(publication.to, { env, now, log: () => {} });
    const foresight = await backend.check?.(publication, signal);
    return foresight?.is === DOES_NOT_EXIST ? undefined : 'unknown';
  } catch {
    return 'unknown'; // the check of the backend says why
  }
}
