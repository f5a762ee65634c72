import type { Config, Format, Publication, Registry } from '../config/config.ts';
import { lowMarkOf } from '../config/low-mark.ts';
import type { RefreshFunction } from '../config/schema/refresh-functions.ts';
import { parseJson } from '../json.ts';
import { withCheckedTimes } from '../ledger/checked-times.ts';
import type { Entry } from '../ledger/ledger.ts';
import { toSafeText } from '../secrecy/safe-text.ts';
import { type ExpectedRuns, expectedRuns } from './expected-runs.ts';
import { STATES, type State, stateOf, worstOf } from './state.ts';

/** The state of every publication of registries.yml. The secret that dies first comes first. */
export interface Status {
  /** The worst of all. */
  state: State;
  at: string;
  counts: Record<State, number>;
  publications: PublicationStatus[];
  /** Secrets that registries.yml no longer publishes, and that are still stored. */
  orphans: Orphan[];
}

export interface PublicationStatus extends ExpectedRuns {
  state: State;
  /** Negative for a dead secret. Absent for a secret that is not stored, or that has no known end. */
  secondsToLive?: number;
  /** Below this it is low. */
  threshold: number;
  expiresAt?: string;
  /** When the life of the stored secret began. */
  mintedAt?: string;
  publishedAt?: string;
  host: string;
  backend: string;
  name: string;
  format: Format;
  /** The host and format of the stored secret, if registries.yml now has others. */
  publishedAs?: { host: string; format: Format };
  /** When a stored credential ends by registries.yml, and where it is kept. */
  ends?: { on: string; host: string; keptIn: string };
  /** The last probe of a credential for this publication. */
  probed?: Entry['probed'];
  /** The last attempt, if it failed. */
  failed?: Entry['failed'];
  /** Which function refreshes it, and how often. */
  function: RefreshFunction;
  cadence: number;
}

interface Orphan {
  backend: string;
  name: string;
  host: string;
  publishedAt: string;
  expiresAt?: string;
}

export function statusOf(config: Config, entries: readonly Entry[], now: Date): Status {
  const known = new Map(entries.map((entry) => [entry.id, entry]));
  const publications = config.registries
    .flatMap((registry) => registry.publish.map((each) => statusOfOne(each, registry, config, known, now)))
    .toSorted(byWhatDiesFirst);
  const counts = { dead: 0, unpublished: 0, unreadable: 0, low: 0, overdue: 0, failing: 0, alive: 0 };
  for (const { state } of publications) counts[state]++;
  return {
    state: worstOf(publications.map(({ state }) => state)),
    at: now.toISOString(),
    counts,
    publications,
    orphans: orphansAmong(entries, config),
  };
}

function statusOfOne(
  { id, host, backend, name, format }: Publication,
  registry: Registry,
  config: Config,
  known: ReadonlyMap<string, Entry>,
  now: Date,
): PublicationStatus {
  const served = registry.source.function;
  const found = known.get(id);
  const entry = found && withCheckedTimes(found, now);
  const measure = { lowMarkMs: lowMarkOf(registry, config), cadenceMs: config.schedule[served] };
  const { published } = entry ?? {};
  // The stored secret belongs to another host.
  const own = published === undefined || published.host === host ? entry : undefined;
  const { expiresAt, mintedAt, publishedAt } = own?.published ?? {};
  const [attemptedAt] = [publishedAt, entry?.failed?.at]
    .filter((each) => each !== undefined)
    .toSorted()
    .toReversed();
  const isOther = published !== undefined && (published.host !== host || published.format !== format);
  return {
    state: stateOf(own, measure, now),
    ...(expiresAt !== undefined && {
      secondsToLive: seconds(Date.parse(expiresAt) - now.getTime()),
      expiresAt,
    }),
    threshold: seconds(measure.lowMarkMs),
    ...(mintedAt !== undefined && { mintedAt }),
    ...(publishedAt !== undefined && { publishedAt }),
    host,
    backend,
    name,
    format,
    ...(isOther && { publishedAs: { host: toSafeText(published.host), format: published.format } }),
    ...(entry?.probed && { probed: { ...entry.probed, verdict: toSafeText(entry.probed.verdict) } }),
    ...(entry?.failed && { failed: { ...entry.failed, reason: toSafeText(entry.failed.reason, LONG) } }),
    ...endOf(registry, measure.lowMarkMs, now),
    function: served,
    cadence: seconds(measure.cadenceMs),
    ...expectedRuns({ attemptedAt, expiresAt, cadenceMs: measure.cadenceMs }, now),
  };
}

/** Only an end that is near: registries.yml may have a later end than the stored secret. */
function endOf({ host, source }: Registry, lowMarkMs: number, now: Date): Pick<PublicationStatus, 'ends'> {
  if (source.kind !== 'stored' || source.expires === undefined) return {};
  const isNear = Date.parse(source.expires) - now.getTime() < lowMarkMs;
  return isNear ? { ends: { on: source.expires, host: host.host, keptIn: source.password.id } } : {};
}

function seconds(ms: number): number {
  return Math.floor(ms / 1_000);
}

/** Sorts by time to live: dead, unpublished and unreadable first, endless last. Among equals, the worse state comes first. */
function byWhatDiesFirst(one: PublicationStatus, other: PublicationStatus): number {
  return leftOf(one) - leftOf(other) || STATES.indexOf(one.state) - STATES.indexOf(other.state) || 0;
}

/** Finite, so that two without an end can be compared. */
const ENDLESS = Number.MAX_SAFE_INTEGER;

function leftOf({ state, secondsToLive }: PublicationStatus): number {
  return state === 'unpublished' || state === 'unreadable' ? 0 : (secondsToLive ?? ENDLESS);
}

function orphansAmong(entries: readonly Entry[], { registries }: Config): Orphan[] {
  const claimed = new Set(registries.flatMap(({ publish }) => publish.map(({ id }) => id)));
  return entries.flatMap(({ id, published }) => {
    const place = placeIn(id);
    if (claimed.has(id) || published === undefined || place === undefined) return [];
    const { host, publishedAt, expiresAt } = published;
    return {
      ...place,
      host: toSafeText(host),
      publishedAt,
      ...(expiresAt !== undefined && { expiresAt }),
    };
  });
}

/** A reason may quote an answer of a service, with our own words around it. */
const LONG = { longest: 1_000 };

/**
 * Returns the backend and the name that an id contains. Undefined for the id of an older pullkeeper, which has neither:
 * such a row is ignored, and the next run publishes again.
 */
function placeIn(id: string): { backend: string; name: string } | undefined {
  const parts = parseJson(id);
  if (!Array.isArray(parts)) return undefined;
  const [name = '', ...place] = parts.map(String).toReversed();
  return { backend: toSafeText(place.toReversed().join(' '), LONG), name: toSafeText(name, LONG) };
}
