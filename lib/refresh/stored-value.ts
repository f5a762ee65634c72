import { DOES_NOT_EXIST } from '../backends/backend.ts';
import { Failure } from '../failure.ts';
import { provesDead } from './canary-result.ts';
import { readLogin } from './formats.ts';
import type { KnownPublication } from './plan.ts';
import type { RunContext } from './run-context.ts';

/**
 * Looks at the stored value if the ledger does not know it. False if nothing is stored, or if the registry rejects it;
 * true if it may still be valid.
 */
export async function mayStoredValueLive(known: KnownPublication, run: RunContext): Promise<boolean> {
  const { registry, publication } = known;
  const lane = run.lanes.backend(publication);
  try {
    const { check, read } = await run.backend(publication);
    const foresight = check && (await lane.run((signal) => check(publication, signal)));
    if (foresight?.is === DOES_NOT_EXIST) return false;
    if (read === undefined) return true;
    const value = await lane.run((signal) => read(publication, signal));
    if (value === undefined) return false;
    const { username = registry.source.username ?? '', password } = readLogin(value, publication);
    const proof = await run.prove(registry, { username, password, mintedAt: run.now() });
    return proof === undefined || !provesDead(proof.verdict);
  } catch {
    return true; // the publication itself reports why the backend is unreachable
  }
}

/** Whether the backend has another value than the ledger says. False if the backend returns no values. */
export async function isAnotherStored(
  { publication, entry }: KnownPublication,
  run: RunContext,
): Promise<boolean> {
  try {
    const { read } = await run.backend(publication);
    const value = read && (await run.lanes.backend(publication).run((signal) => read(publication, signal)));
    return value !== undefined && value.fingerprint() !== entry?.published?.fingerprint;
  } catch (error) {
    // A backend that does not answer may have stored what it was given. The publication itself reports the rest.
    return error instanceof Failure && error.kind === 'unavailable';
  }
}
