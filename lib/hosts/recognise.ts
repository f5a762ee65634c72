import { recogniseEcr } from './ecr.ts';
import { recogniseGoogle } from './google.ts';
import { recogniseNamed } from './named-hosts.ts';
import type { HostVerdict } from './verdict.ts';

/** One recogniser for each kind of registry. It accepts or rejects the hosts of its kind, and ignores all others. */
const RECOGNISERS: readonly ((name: string) => HostVerdict | undefined)[] = [
  recogniseEcr,
  recogniseGoogle,
  recogniseNamed,
];

/** Returns the verdict on a name without a port. Undefined if no recogniser knows it. */
export function recognise(name: string): HostVerdict | undefined {
  for (const recogniser of RECOGNISERS) {
    const verdict = recogniser(name);
    if (verdict !== undefined) return verdict;
  }
  return undefined;
}
