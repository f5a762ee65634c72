import type { Entry } from '../ledger/ledger.ts';
import { isGood } from '../probe/verdict.ts';
import type { Proof } from './prove.ts';

/**
 * What a canary saw of one publication.
 * alive: the registry takes it; died-early: it took it before and now refuses it, in the middle of its life;
 * dead: it refuses it; unknown: nothing was learnt; changed: what stands there is not what was published;
 * shared: it cannot be read back, but another with the same token can; unseen: nor can any other.
 */
export interface Sighting {
  saw: 'alive' | 'died-early' | 'dead' | 'unknown' | 'changed' | 'shared' | 'unseen';
  /** What should be known of it. */
  says?: string;
  proof?: Proof;
}

/** What the word of a registry means for a credential that is published. That an image is gone says nothing of it. */
export function sightingOf(proof: Proof, { published, probed }: Entry, now: Date): Sighting {
  const { verdict, failure, warning } = proof;
  if (isGood(verdict)) return { saw: 'alive', proof };
  if (!isDeadly(verdict)) return { saw: 'unknown', says: warning ?? failure?.message ?? verdict, proof };

  const { host, expiresAt: until, publishedAt: since } = published ?? {};
  const isOver = until !== undefined && Date.parse(until) <= now.getTime();
  const isEarly = !isOver && isGood(probed?.verdict ?? '');
  const life = until === undefined ? '' : `, which ${isOver ? 'lived' : 'should live'} until ${until}`;
  const cause = failure?.cause === undefined ? '' : ` (${failure.cause})`;
  const says = `${host} refuses what was published at ${since}${life}: ${verdict}${cause}`;
  return { saw: isEarly ? 'died-early' : 'dead', says, proof };
}

/** Whether something was learnt of the token itself. */
export function isTelling({ saw }: Sighting): boolean {
  return saw === 'alive' || isDead({ saw });
}

export function isDead({ saw }: Pick<Sighting, 'saw'>): boolean {
  return saw === 'died-early' || saw === 'dead';
}

/** ECR says `wrong-region` of whatever it calls expired before its day. */
const DEADLY: readonly Proof['verdict'][] = ['expired', 'wrong-region', 'not-accepted', 'no-pull-right'];

export function isDeadly(verdict: Proof['verdict']): boolean {
  return DEADLY.includes(verdict);
}
