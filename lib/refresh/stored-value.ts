import { DOES_NOT_EXIST } from '../backends/backend.ts';
import type { Credential } from '../sources/source.ts';
import { provesDead } from './canary-result.ts';
import { readPassword } from './formats.ts';
import type { KnownPublication } from './plan.ts';
import type { RunContext } from './run-context.ts';

/**
 * Asks the place itself what the ledger cannot tell: undefined if nothing is stored there, or something that the registry
 * refuses; 'unknown' if what is stored there may live.
 */
export async function storedInBackend(
  known: KnownPublication,
  run: RunContext,
): Promise<'unknown' | undefined> {
  const { registry, publication } = known;
  const lane = run.lanes.backend(publication);
  try {
    const { check, read } = await run.backend(publication);
    const foresight = check && (await lane.run((signal) => check(publication, signal)));
    if (foresight?.is === DOES_NOT_EXIST) return undefined;
    if (read === undefined) return 'unknown';
    const value = await lane.run((signal) => read(publication, signal));
    if (value === undefined) return undefined;
    const credential: Credential = {
      username: registry.source.username ?? '',
      password: readPassword(value, publication),
      mintedAt: run.now(),
    };
    const proof = await run.prove(registry, credential);
    return proof !== undefined && provesDead(proof.verdict) ? undefined : 'unknown';
  } catch {
    return 'unknown'; // the publication itself will say why the place cannot be reached
  }
}

/** Whether the place holds another value than the ledger says. False where the place does not tell. */
export async function isAnotherStored(
  { publication, entry }: KnownPublication,
  run: RunContext,
): Promise<boolean> {
  try {
    const { read } = await run.backend(publication);
    const value = read && (await run.lanes.backend(publication).run((signal) => read(publication, signal)));
    return value !== undefined && value.fingerprint() !== entry?.published?.fingerprint;
  } catch {
    return false; // the publication itself will say why the place cannot be reached
  }
}
