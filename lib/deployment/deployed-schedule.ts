import { CANARY_EVENT } from '../config/canary.ts';
import type { Config } from '../config/config.ts';
import { cadenceText } from '../config/schema/cadence.ts';
import type { RefreshFunction } from '../config/schema/refresh-functions.ts';
import { functionsInUse } from '../config/serving.ts';
import { shardText } from '../config/shard.ts';
import { isJsonObject, parseJson } from '../json.ts';
import { functionId } from './names.ts';
import { expressionFor, partsOf, titleOf } from './schedules.ts';

/**
 * Compares the deployed schedule with registries.yml, because gate, alarms and plan use the schedule of
 * registries.yml. A function with nothing to refresh may have any schedule.
 */
export function problemsWithDeployed(
  resources: Readonly<Record<string, unknown>>,
  config: Config,
  shards = 1,
): string[] {
  const { schedule } = config;
  const schedules = Object.values(resources).flatMap(scheduleIn);
  return functionsInUse(config).flatMap((name) => {
    const own = schedules.filter(({ target }) => target === functionId(name));
    const parts = new Map(
      partsOf(name, config, shards).map((part) => [
        part && shardText(part),
        expressionFor(schedule[name], part),
      ]),
    );
    const unscheduled = [...parts.keys()].filter((shard) => own.every((each) => each.shard !== shard));
    return [
      ...unscheduled.map((shard) => `nothing runs ${titleOf(name, shard)}: ${remedy(name, schedule[name])}`),
      ...own.flatMap((each) => {
        const problem = problemWith(each, schedule[name], parts.get(each.shard));
        const wanted = cadenceOfRate(each.expression) ?? schedule[name];
        return problem === undefined
          ? []
          : [`${titleOf(name, each.shard)} ${problem}: ${remedy(name, wanted)}`];
      }),
    ];
  });
}

interface DeployedSchedule {
  /** The logical id of its function. */
  target: string | undefined;
  /** The shard in its event, such as 3/16. */
  shard: string | undefined;
  expression: string;
  enabled: boolean;
}

function problemWith(
  { expression, enabled }: DeployedSchedule,
  cadenceMs: number,
  wanted: string | undefined,
): string | undefined {
  if (!enabled) return 'has a disabled schedule, so its secrets would expire';
  if (expression === wanted) return undefined;
  if (!expression.startsWith('rate(')) {
    return `has the schedule ${expression}, which does not give the time between two runs`;
  }
  return cadenceOfRate(expression) === cadenceMs
    ? undefined
    : `has the schedule ${expression}, but registries.yml says every ${cadenceText(cadenceMs)}`;
}

function remedy(name: RefreshFunction, cadenceMs: number): string {
  return `remove it from serverless.yml, and set it in registries.yml under schedule: { ${name}: ${cadenceText(cadenceMs)} }`;
}

const UNITS_MS: Readonly<Record<string, number>> = { minute: 60_000, hour: 3_600_000, day: 86_400_000 };

/** https://docs.aws.amazon.com/scheduler/latest/UserGuide/schedule-types.html#rate-based */
function cadenceOfRate(expression: string): number | undefined {
  const [, count, unit = ''] = /^rate\(\s*(\d+)\s+(minute|hour|day)s?\s*\)$/.exec(expression) ?? [];
  const size = UNITS_MS[unit];
  return size === undefined ? undefined : Number(count) * size;
}

/** The function and rate of a resource: a schedule of EventBridge Scheduler, or a rule of `events: schedule`. */
function scheduleIn(resource: unknown): DeployedSchedule[] {
  if (!isJsonObject(resource) || !isJsonObject(resource.Properties)) return [];
  const { ScheduleExpression, State, Target, Targets } = resource.Properties;
  if (typeof ScheduleExpression !== 'string') return [];
  const targets: unknown[] = Array.isArray(Targets) ? Targets : [Target];
  return targets.flatMap((target) => {
    const event = isJsonObject(target) && typeof target.Input === 'string' ? parseJson(target.Input) : {};
    const { shard, canary } = isJsonObject(event) ? event : {};
    // A canary invokes the same function, but does not refresh.
    if (canary === CANARY_EVENT.canary) return [];
    return {
      target: isJsonObject(target) ? functionIn(target.Arn) : undefined,
      shard: typeof shard === 'string' ? shard : undefined,
      expression: ScheduleExpression,
      enabled: State !== 'DISABLED',
    };
  });
}

function functionIn(arn: unknown): string | undefined {
  const path: unknown = isJsonObject(arn) ? arn['Fn::GetAtt'] : undefined;
  const id: unknown = Array.isArray(path) ? path[0] : undefined;
  return typeof id === 'string' ? id : undefined;
}
