import type { Config } from './config.ts';
import type { Complaint } from './file/explain.ts';
import { lifeOf } from './life.ts';
import {
  REFRESH_FUNCTION_NAMES,
  REFRESH_FUNCTIONS,
  type RefreshFunction,
  type Schedule,
  servedBy,
} from './refresh-functions.ts';

/** How often a function shall run, as registries.yml says it: `3 h`, `15 min`, `1 d`. */
export type ScheduleOptions = { readonly [Name in RefreshFunction]?: string | undefined };

const UNITS_MS = new Map([
  ['min', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/** What is wrong with the text of a cadence. */
export function problemWithCadence(text: string): string | undefined {
  return cadenceOf(text) === undefined ? `"${text}" is not a cadence such as 15 min, 3 h or 1 d` : undefined;
}

export function cadenceOf(text: string): number | undefined {
  const [, count, unit = ''] = /^([1-9]\d{0,3}) ?(min|h|d)$/.exec(text) ?? [];
  const size = UNITS_MS.get(unit);
  return size === undefined ? undefined : Number(count) * size;
}

/** The cadence of every function: what registries.yml says, or else what is usual. */
export function scheduleOf(options: ScheduleOptions): Schedule {
  const cadence = (name: RefreshFunction) =>
    cadenceOf(options[name] ?? '') ?? REFRESH_FUNCTIONS[name].cadenceMs;
  return {
    refreshEcr: cadence('refreshEcr'),
    refreshArtifactRegistry: cadence('refreshArtifactRegistry'),
    refreshStored: cadence('refreshStored'),
  };
}

/** How many runs in a row may be missed after a good one, with the next one still in time. */
export function missesSurvived(lifeMs: number, cadenceMs: number): number {
  return Math.max(0, Math.ceil(lifeMs / cadenceMs) - 2);
}

/** A schedule under which a single missed run lets a secret die is refused before anything is built. */
export function checkSchedule(
  options: ScheduleOptions,
  { registries, identities }: Pick<Config, 'registries' | 'identities'>,
): Complaint[] {
  return REFRESH_FUNCTION_NAMES.flatMap((name): Complaint[] => {
    const text = options[name];
    const cadenceMs = cadenceOf(text ?? '');
    if (cadenceMs === undefined) return [];
    const frail = servedBy(name, registries).find((registry) => {
      const lifeMs = lifeOf(registry, identities);
      return lifeMs !== undefined && missesSurvived(lifeMs, cadenceMs) === 0;
    });
    const lifeMs = frail && lifeOf(frail, identities);
    if (frail === undefined || lifeMs === undefined) return [];
    const message = `the secret of ${frail.host.host} lives ${cadenceText(lifeMs)}, and with a run every ${text} it would be dead after a single missed one: at most every ${cadenceText(lifeMs / 3)} lets one be missed, every ${cadenceText(lifeMs / 4)} two`;
    return [{ path: ['schedule', name], at: 'value', message }];
  });
}

/** A cadence as registries.yml says it. */
export function cadenceText(ms: number): string {
  const count = Math.floor(ms / 60_000);
  return count % 60 === 0 ? `${count / 60} h` : `${count} min`;
}

/** An EventBridge Scheduler expression for a cadence. */
export function rateOf(cadenceMs: number): string {
  const [count, unit] =
    cadenceMs % 3_600_000 === 0 ? [cadenceMs / 3_600_000, 'hour'] : [cadenceMs / 60_000, 'minute'];
  return `rate(${count} ${unit}${count === 1 ? '' : 's'})`;
}
