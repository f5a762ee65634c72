import type { AwsRoleOptions, Config, Publication, Registry } from '../config/config.ts';
import { googleIdentityOf } from '../config/google-identity.ts';
import type { Entry } from '../ledger/ledger.ts';
import type { SourceSpec } from '../sources/index.ts';
import type { RefreshRequest } from './request.ts';

/** What a run has to do: one mint for all that can share it, and what is left alone because it is still fresh. */
export interface Plan {
  mints: PlannedMint[];
  fresh: KnownPublication[];
}

export interface PlannedMint {
  source: SourceSpec;
  due: KnownPublication[];
}

/** A publication, and what the ledger knows of it. */
export interface KnownPublication {
  publication: Publication;
  entry?: Entry;
}

interface PlanInput {
  config: Config;
  /** The kinds of registry that the running function serves. */
  kinds: readonly SourceSpec['kind'][];
  cadenceMs: number;
  entries: readonly Entry[];
  now: Date;
  request: RefreshRequest;
}

export function plan({ config, kinds, cadenceMs, entries, now, request }: PlanInput): Plan {
  const known = new Map(entries.map((entry) => [entry.id, entry]));
  const mints = new Map<string, PlannedMint>();
  const fresh: KnownPublication[] = [];

  for (const registry of config.registries) {
    if (request.registries !== undefined && !request.registries.includes(registry.host.host)) continue;
    const source = sourceOf(registry, config);
    if (source === undefined || !kinds.includes(source.kind)) continue;
    for (const publication of registry.publish) {
      const entry = known.get(publication.id);
      const each = { publication, ...(entry && { entry }) };
      // Whether a stored credential has changed shows only when it is read.
      if (!request.force && source.kind !== 'stored' && isFresh(each, now, cadenceMs)) {
        fresh.push(each);
        continue;
      }
      const mint = mints.get(JSON.stringify(source)) ?? { source, due: [] };
      mints.set(JSON.stringify(source), mint);
      mint.due.push(each);
    }
  }
  return { mints: inOrderOfNeed([...mints.values()]), fresh };
}

function inOrderOfNeed(mints: PlannedMint[]): PlannedMint[] {
  return mints
    .map(({ source, due }) => ({ source, due: due.toSorted((a, b) => urgencyOf(a) - urgencyOf(b)) }))
    .toSorted((a, b) => urgencyOfMint(a) - urgencyOfMint(b));
}

/**
 * Where a publication stands in the line: the lowest number first. The secret that dies first is first, and a
 * publication that failed in the last run comes after all others.
 */
export function urgencyOf(known: KnownPublication): number {
  const { published } = standing(known) ?? {};
  const diesAt = published === undefined ? 0 : Date.parse(published.expiresAt ?? FAR) || 0;
  const { failed } = known.entry ?? {};
  const hasFailed = failed !== undefined && failed.untried !== true;
  return hasFailed ? AFTER_ALL_OTHERS + diesAt : diesAt;
}

export function urgencyOfMint({ due: [first] }: PlannedMint): number {
  return first === undefined ? 0 : urgencyOf(first);
}

/** Whose token a registry takes; undefined for a kind that nothing can mint for. */
export function sourceOf(
  { host, identity: name, credentials }: Registry,
  { identities }: Config,
): SourceSpec | undefined {
  if (credentials !== undefined) return { kind: 'stored', host, credentials };
  switch (host.kind) {
    case 'ecr':
      return { kind: 'ecr', region: host.region, partition: host.partition, ...roleOf(name, identities) };
    case 'ecr-public':
      return { kind: 'ecr-public', ...roleOf(name, identities) };
    case 'artifact-registry': {
      const identity = googleIdentityOf(name ?? '', identities);
      return identity && { kind: 'artifact-registry', identity };
    }
    default:
      return undefined;
  }
}

function roleOf(name: string | undefined, identities: Config['identities']): { identity?: AwsRoleOptions } {
  const identity = name === undefined ? undefined : identities[name];
  return identity?.type === 'aws-role' ? { identity } : {};
}

/** Until when a credential lives that has no end. */
const FAR = '9999-12-31T00:00:00Z';

const AFTER_ALL_OTHERS = Date.parse(FAR);

/**
 * A doubled event or a retry finds what was just published, and leaves it. A scheduled run never does: by then half a
 * cadence has passed. Whatever failed last, was published otherwise than the config says now, or would not live until
 * the third run from now, as it must when two are missed, is due; so is a token from the future, since one of the two
 * clocks is wrong.
 */
export function isFresh(known: KnownPublication, now: Date, cadenceMs: number): boolean {
  const entry = standing(known);
  if (entry?.published === undefined || entry.failed !== undefined) return false;
  const age = now.getTime() - Date.parse(entry.published.mintedAt);
  const left = Date.parse(entry.published.expiresAt ?? FAR) - now.getTime();
  return age >= 0 && age < cadenceMs / 2 && left > 3 * cadenceMs;
}

/** What is known of a publication, if it is still the one that the config means: names outlive what is published under them. */
export function standing({ publication, entry }: KnownPublication): Entry | undefined {
  const { host, format } = entry?.published ?? {};
  return host === publication.host && format === publication.format ? entry : undefined;
}
