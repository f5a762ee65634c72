import type { Entry } from '../ledger/ledger.ts';
import { isGood } from '../probe/verdict.ts';
import type { Proof } from './prove.ts';

/**
 * The result of a canary check.
 *
 * - alive: the registry accepts the secret.
 * - died-early: the registry accepted the secret before, and now rejects it before its end.
 * - dead: the registry rejects the secret.
 * - unknown: the check failed.
 * - changed: another program or person overwrote the secret.
 * - shared: the backend does not give the secret back, but another secret with the same token was checked.
 * - unseen: the secret cannot be checked.
 */
export interface CanaryResult {
  saw: 'alive' | 'died-early' | 'dead' | 'unknown' | 'changed' | 'shared' | 'unseen';
  /** A message about the result. */
  says?: string;
  proof?: Proof;
}

/** Returns the meaning of a probe for a published credential. A missing image says nothing about the credential. */
export function canaryResult(
  proof: Proof,
  { host, expiresAt: until, publishedAt: since }: NonNullable<Entry['published']>,
  probed: Entry['probed'],
  now: Date,
): CanaryResult {
  const { verdict, failure, warning } = proof;
  if (isGood(verdict)) return { saw: 'alive', proof };
  if (!provesDead(verdict)) return { saw: 'unknown', says: warning ?? failure?.message ?? verdict, proof };

  const isOver = until !== undefined && Date.parse(until) <= now.getTime();
  const isEarly = !isOver && probed !== undefined && isGood(probed.verdict);
  const life = until === undefined ? '' : `, which ${isOver ? 'lived' : 'should live'} until ${until}`;
  const cause = failure?.cause === undefined ? '' : ` (${failure.cause})`;
  const says = `${host} rejects the secret published at ${since}${life}: ${verdict}${cause}`;
  return { saw: isEarly ? 'died-early' : 'dead', says, proof };
}

/** Whether the check says something about the token itself. */
export function isConclusive({ saw }: CanaryResult): boolean {
  return saw === 'alive' || isDead({ saw });
}

export function isDead({ saw }: Pick<CanaryResult, 'saw'>): boolean {
  return saw === 'died-early' || saw === 'dead';
}

/** ECR answers `wrong-region` for every token that it calls expired before its end. */
const DEADLY: readonly Proof['verdict'][] = ['expired', 'wrong-region', 'not-accepted', 'no-pull-right'];

export function provesDead(verdict: Proof['verdict']): boolean {
  return DEADLY.includes(verdict);
}
