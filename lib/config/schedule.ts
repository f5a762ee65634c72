import type { Registry } from './config.ts';
import { cadenceOf } from './schema/cadence.ts';
import { REFRESH_FUNCTIONS, type RefreshFunction, type Schedule } from './schema/refresh-functions.ts';
import { servedBy } from './serving.ts';
import type { Shard } from './shard.ts';

/** The interval of each function, as registries.yml writes it: `3 h`, `15 min`, `1 d`. */
export type ScheduleOptions = { readonly [Name in RefreshFunction]?: string | undefined };

/** How often refreshTokens may run, in minutes: cadences that shards can share, too. */
const CADENCES_MIN = [1, 2, 3, 5, 10, 15, 20, 30, 60, 120, 180];

/** A quarter of a life, or a little less: then two runs may be missed. */
export function cadenceForLife(lifeMs: number): number {
  const fitting = CADENCES_MIN.map((minutes) => minutes * 60_000).filter((ms) => ms <= lifeMs / 4);
  return Math.max(60_000, ...fitting);
}

/**
 * The cadence of every function: what registries.yml says, or else what is usual. The tokens that refreshTokens mints live
 * as long as their services please, so the shortest life among them decides.
 */
export function scheduleOf(options: ScheduleOptions, registries: readonly Registry[]): Schedule {
  const lives = servedBy('refreshTokens', registries).flatMap(({ source }) => source.lifeMs ?? []);
  const cadence = (name: RefreshFunction) =>
    cadenceOf(options[name] ?? '') ?? REFRESH_FUNCTIONS[name].cadenceMs;
  return {
    refreshEcr: cadence('refreshEcr'),
    refreshArtifactRegistry: cadence('refreshArtifactRegistry'),
    refreshStored: cadence('refreshStored'),
    refreshTokens:
      options.refreshTokens === undefined && lives.length > 0
        ? cadenceForLife(Math.min(...lives))
        : cadence('refreshTokens'),
  };
}

/** How many runs in a row may be missed after a good run, so that the next one is still in time. */
export function missesSurvived(lifeMs: number, cadenceMs: number): number {
  return Math.max(0, Math.ceil(lifeMs / cadenceMs) - 2);
}

/** An EventBridge Scheduler expression for a cadence. */
export function rateOf(cadenceMs: number): string {
  const [count, unit] =
    cadenceMs % 3_600_000 === 0 ? [cadenceMs / 3_600_000, 'hour'] : [cadenceMs / 60_000, 'minute'];
  return `rate(${count} ${unit}${count === 1 ? '' : 's'})`;
}

/**
 * The EventBridge Scheduler expression for one shard: the shards of a function are spread evenly over a cadence. A rate
 * cannot do that, because it counts from the creation of the schedule. Undefined if no cron expression has this
 * cadence: it must divide an hour or a day.
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#cron-based
 */
export function cronOf(cadenceMs: number, { number, of }: Shard): string | undefined {
  const minutes = cadenceMs / 60_000;
  const start = Math.floor(((number - 1) * minutes) / of);
  if (minutes < 60) return 60 % minutes === 0 ? `cron(${start}/${minutes} * * * ? *)` : undefined;
  const hours = minutes / 60;
  if (!Number.isInteger(hours) || 24 % hours !== 0) return undefined;
  const hour = Math.floor(start / 60);
  return `cron(${start % 60} ${hours === 24 ? hour : `${hour}/${hours}`} * * ? *)`;
}

/** Every run mints another token, and writes it as a new version. */
export function versionsADay(cadenceMs: number): number {
  return Math.ceil(86_400_000 / cadenceMs);
}
