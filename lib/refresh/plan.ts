import type { Config, Publication, Registry } from '../config/config.ts';
import { missesSurvived } from '../config/schedule.ts';
import type { RefreshFunction } from '../config/schema/refresh-functions.ts';
import { servedBy } from '../config/serving.ts';
import { isInShard } from '../config/shard.ts';
import type { Entry } from '../ledger/ledger.ts';
import { mostWritesInADay, type Writes } from '../ledger/writes.ts';
import type { SourceSpec } from '../sources/catalogue.ts';
import type { RefreshRequest } from './request.ts';

/** The work of a run, and what it skips. */
export interface Plan {
  /** One mint for all publications that can share it. */
  mints: PlannedMint[];
  fresh: FreshPublication[];
}

export interface PlannedMint {
  source: SourceSpec;
  due: KnownPublication[];
}

/** A publication, its registry, and its ledger entry. */
export interface KnownPublication {
  registry: Registry;
  publication: Publication;
  entry?: Entry;
  /** The recent writes, if `entry` does not have them: they count even after the written token has died. */
  writes?: Writes;
}

interface FreshPublication extends KnownPublication {
  /** Skipped, because the backend may run out of versions, and the stored token lives past the second-next run. */
  isPostponed: boolean;
}

interface PlanInput {
  config: Config;
  /** The running function. */
  name: RefreshFunction;
  cadenceMs: number;
  entries: readonly Entry[];
  now: Date;
  request: RefreshRequest;
}

export function plan({ config, name, cadenceMs, entries, now, request }: PlanInput): Plan {
  const known = new Map(entries.map((entry) => [entry.id, entry]));
  const mints = new Map<string, PlannedMint>();
  const fresh: FreshPublication[] = [];

  for (const registry of servedBy(name, config.registries)) {
    if (!isInShard(registry.host.host, request.shard)) continue;
    if (request.registries !== undefined && !request.registries.includes(registry.host.host)) continue;
    const { source } = registry;
    for (const publication of registry.publish) {
      const entry = known.get(publication.id);
      const each = { registry, publication, ...(entry && { entry }) };
      // A changed stored credential is noticed only by reading it.
      if (!request.force && source.kind !== 'stored') {
        const isDue = !(isFresh(each, now, cadenceMs) || isDone(each, now, request));
        const isPostponed = isDue && mustWait(each, now, cadenceMs);
        if (!isDue || isPostponed) {
          fresh.push({ ...each, isPostponed });
          continue;
        }
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
 * The place of a publication in the order: the lowest number first. The secret that expires first comes first; a
 * publication that failed in the last run comes after all others.
 */
export function urgencyOf(known: KnownPublication): number {
  const { published } = matchingEntry(known) ?? {};
  const diesAt = published === undefined ? 0 : Date.parse(published.expiresAt ?? FAR) || 0;
  const { failed } = known.entry ?? {};
  const hasFailed = failed !== undefined && failed.untried !== true;
  return hasFailed ? AFTER_ALL_OTHERS + diesAt : diesAt;
}

export function urgencyOfMint({ due: [first] }: PlannedMint): number {
  return first === undefined ? 0 : urgencyOf(first);
}

/** The end of a credential without an end. */
const FAR = '9999-12-31T00:00:00Z';

const MINUTE_MS = 60_000;

const AFTER_ALL_OTHERS = Date.parse(FAR);

/**
 * True for a recently minted token: a doubled event or a retry skips it, and the next scheduled run does not.
 * "Recently" is at most half a cadence, and short enough that the life of the token survives as many missed runs as
 * otherwise. False if the last attempt failed, the config has changed since, the token was minted in the future, or it
 * would die before the next run.
 */
export function isFresh(known: Omit<KnownPublication, 'registry'>, now: Date, cadenceMs: number): boolean {
  const published = publishedWell(known);
  if (published === undefined) return false;
  const mintedAt = Date.parse(published.mintedAt);
  const age = now.getTime() - mintedAt;
  // In whole minutes: the life of a token differs by seconds from the cloud's promise.
  const lifeMs = Math.floor((Date.parse(published.expiresAt ?? FAR) - mintedAt) / MINUTE_MS) * MINUTE_MS;
  const spareMs = lifeMs - (missesSurvived(lifeMs, cadenceMs) + 1) * cadenceMs;
  return age >= 0 && age < Math.min(cadenceMs / 2, spareMs);
}

/** True if an earlier attempt of the same event has published it: Lambda retries with the same event. */
function isDone(known: KnownPublication, now: Date, { scheduledAt }: RefreshRequest): boolean {
  const published = publishedWell(known);
  if (published === undefined || scheduledAt === undefined) return false;
  const mintedAt = Date.parse(published.mintedAt);
  return mintedAt >= scheduledAt.getTime() && mintedAt <= now.getTime();
}

function publishedWell(known: Omit<KnownPublication, 'registry'>): Entry['published'] {
  const entry = matchingEntry(known);
  return entry?.failed === undefined ? entry?.published : undefined;
}

/**
 * True if a write now would leave too few versions for writes that cannot be skipped: those of a token that would die
 * before the second-next run.
 */
function mustWait(known: KnownPublication, now: Date, cadenceMs: number): boolean {
  const { versionsADay: most } = known.publication;
  const { published } = matchingEntry(known) ?? {};
  if (most === undefined || published === undefined) return false;
  const diesAt = Date.parse(published.expiresAt ?? FAR);
  const runsInLife = Math.floor((diesAt - Date.parse(published.mintedAt)) / cadenceMs);
  // Where a token lives hardly longer than two cadences, a wait leaves it only the next run.
  const runsLeft = runsInLife > 2 ? 2 : 1;
  if (diesAt - now.getTime() <= runsLeft * cadenceMs) return false;
  const everyMs = Math.max(1, runsInLife - runsLeft) * cadenceMs;
  return mostWritesInADay(published.writes, now, everyMs) > most;
}

/**
 * Returns the ledger entry, if it has the host and format of the config. A name can be reused for another host or
 * format.
 */
export function matchingEntry({ publication, entry }: Omit<KnownPublication, 'registry'>): Entry | undefined {
  const { host, format } = entry?.published ?? {};
  return host === publication.host && format === publication.format ? entry : undefined;
}
