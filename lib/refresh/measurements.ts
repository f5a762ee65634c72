import type { Config, Publication, Registry } from '../config/config.ts';
import { lifeFor } from '../config/lives.ts';
import { isMeasuredSingly } from '../config/measured.ts';
import type { RefreshFunction } from '../config/schema/refresh-functions.ts';
import { servedBy } from '../config/serving.ts';
import { shardText } from '../config/shard.ts';
import type { Measurement } from '../telemetry/measurement.ts';
import { isNewlyDying, isNewlyFailing } from './newly.ts';
import type { Outcome, Report } from './report.ts';
import { isByHand, type RefreshRequest } from './request.ts';

interface Run {
  name: RefreshFunction;
  config: Config;
  request: RefreshRequest;
}

/** Returns the metrics of a report. A dry run and a function without registries have none. */
export function measurementsOf(report: Report, run: Run): Measurement[] {
  const { name, config, request } = run;
  if (report.dryRun || servedBy(name, config.registries).length === 0) return [];
  const now = Date.parse(report.finishedAt);
  const kept = keptBy(name, config);
  const publications = report.publications.map((outcome) => ({
    outcome,
    ...secondsToLive(outcome, kept.get(placeOf(outcome)), config, now),
  }));
  // A run over some hosts says nothing about the others, and a canary renews no living secret: for the alarms, neither
  // counts as a complete run.
  const isWhole = request.registries === undefined && request.canary === undefined;
  const watched = [
    { dimensions: { function: name }, values: { ...totals(report, isWhole), ...changes(report, run) } },
    ...(request.canary ? [deaths(report, name)] : []),
    ...(isWhole ? shortestLives(publications, name) : []),
  ];
  return [
    ...watched,
    ...watched.flatMap((each) => ofShard(each, request.shard)),
    ...reasons(report, name),
    ...(isMeasuredSingly(config) ? [...publications.flatMap(single), ...mints(report, name)] : []),
  ];
}

/** Each shard has its own alarms: another shard must not hide its state. */
function ofShard({ dimensions, values }: Measurement, shard: RefreshRequest['shard']): Measurement[] {
  return shard === undefined ? [] : [{ dimensions: { ...dimensions, shard: shardText(shard) }, values }];
}

interface Living {
  outcome: Outcome;
  life?: string;
  seconds?: number;
}

function totals({ counts, unreadable: UnreadableEntries }: Report, isWhole: boolean): Measurement['values'] {
  const { published: Published, failed: Failed } = counts;
  const Succeeded = Failed === 0 ? 1 : 0;
  return { Published, Failed, ...(isWhole && { Succeeded, UnreadableEntries }) };
}

/** New failures are counted only in scheduled runs: a person who runs a function by hand sees them. */
function changes(
  { publications, startedAt, finishedAt }: Report,
  { name, config, request }: Run,
): Measurement['values'] {
  const cadenceMs = config.schedule[name];
  const count = (is: (outcome: Outcome) => boolean) => publications.filter(is).length;
  return {
    Dying: count((outcome) => isNewlyDying(outcome, Date.parse(finishedAt), cadenceMs)),
    ...(!isByHand(request) && {
      NewlyFailing: count((outcome) => isNewlyFailing(outcome, Date.parse(startedAt), cadenceMs)),
    }),
  };
}

function deaths({ publications }: Report, name: RefreshFunction): Measurement {
  const DiedEarly = publications.filter(({ canary }) => canary === 'died-early').length;
  return { dimensions: { function: name }, values: { DiedEarly } };
}

function reasons({ publications }: Report, name: RefreshFunction): Measurement[] {
  const failed = publications.filter(({ outcome }) => outcome === 'failed');
  return [...Map.groupBy(failed, reasonOf)].map(([reason, { length: Failed }]) => ({
    dimensions: { function: name, reason },
    values: { Failed },
  }));
}

function shortestLives(publications: readonly Living[], name: RefreshFunction): Measurement[] {
  const shortest = new Map<string, number>();
  for (const { life, seconds } of publications) {
    if (life !== undefined && seconds !== undefined)
      shortest.set(life, Math.min(seconds, shortest.get(life) ?? seconds));
  }
  return [...shortest].map(([life, SecondsToLive]) => ({
    dimensions: { function: name, life },
    values: { SecondsToLive },
  }));
}

function single({ outcome, seconds }: Living): Measurement[] {
  const { backend, name: secret } = outcome;
  const values = {
    ...(seconds !== undefined && { SecondsToLive: seconds }),
    ...(outcome.outcome === 'published' && { Published: 1 }),
  };
  const failed = { dimensions: { backend, secret, reason: reasonOf(outcome) }, values: { Failed: 1 } };
  return [
    { dimensions: { backend, secret }, values },
    ...(outcome.outcome === 'failed' ? [failed] : []),
  ].filter((each) => Object.keys(each.values).length > 0);
}

function mints(report: Report, name: RefreshFunction): Measurement[] {
  return report.mints.map(({ source, outcome }) => ({
    dimensions: { function: name, source },
    values: outcome === 'minted' ? { Minted: 1 } : { MintFailed: 1 },
  }));
}

/**
 * How long the stored secret lives: nothing for a secret without an end, and 0 for a secret that should have an end
 * and is not stored.
 */
function secondsToLive(
  { expiresAt, publishedAt }: Outcome,
  registry: Registry | undefined,
  config: Config,
  now: number,
): { life?: string; seconds?: number } {
  const life = registry && lifeFor(registry, config)?.name;
  if (life === undefined) return {};
  if (expiresAt === undefined) return publishedAt === undefined ? { life, seconds: 0 } : {};
  const seconds = Math.max(0, Math.round((Date.parse(expiresAt) - now) / 1_000));
  return Number.isFinite(seconds) ? { life, seconds } : {};
}

/** Each place is written by only one publication. The compiler checks that. */
function keptBy(name: RefreshFunction, { registries }: Config): Map<string, Registry> {
  return new Map(
    servedBy(name, registries).flatMap((registry) =>
      registry.publish.map((publication) => [placeOf(publication), registry]),
    ),
  );
}

function placeOf({ backend, name }: Pick<Publication, 'backend' | 'name'>): string {
  return `${backend} ${name}`;
}

function reasonOf({ kind = 'invalid' }: Outcome): string {
  return kind;
}
