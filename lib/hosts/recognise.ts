import { recogniseEcr } from './ecr.ts';
import { recogniseGoogle } from './google.ts';
import { recogniseNamed } from './named-hosts.ts';
import type { HostVerdict } from './verdict.ts';

/** One per kind of registry. Each accepts or refuses what is meant to be its own, and passes over the rest. */
const RECOGNISERS: readonly ((name: string) => HostVerdict | undefined)[] = [
  recogniseEcr,
  recogniseGoogle,
  recogniseNamed,
];

/** What the registry's provider would say of a name without a port; undefined when it is no provider's. */
export function recognise(name: string): HostVerdict | undefined {
  for (const recogniser of RECOGNISERS) {
    const verdict = recogniser(name);
    if (verdict !== undefined) return verdict;
  }
  return undefined;
}
