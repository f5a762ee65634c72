import { CANARY_EVENT, canaryCadence, hasCanary } from '../config/canary.ts';
import type { Config } from '../config/config.ts';
import { cronOf, rateOf } from '../config/schedule.ts';
import { cadenceText } from '../config/schema/cadence.ts';
import { REFRESH_FUNCTION_NAMES, type RefreshFunction } from '../config/schema/refresh-functions.ts';
import { servedBy } from '../config/serving.ts';
import { type Shard, shardsOf, shardText } from '../config/shard.ts';
import { capitalised, functionId } from './names.ts';

/** The part of a function that one schedule runs: a shard, or the whole function. */
type Part = Shard | undefined;

/** The parts in which a function runs. A function with nothing to refresh is not split. */
export function partsOf(name: RefreshFunction, { registries }: Config, shards: number): Part[] {
  return shards > 1 && servedBy(name, registries).length > 0 ? shardsOf(shards) : [undefined];
}

/** The refresh schedules of each function, by logical id: one, or one for each shard. */
export function refreshSchedules(config: Config, shards = 1): Record<string, unknown> {
  return schedulesOf(REFRESH_FUNCTION_NAMES, config, shards, (name, part) => [
    'Schedule',
    scheduleOf(name, expressionFor(config.schedule[name], part), {
      Description: `Runs ${titleOf(name, part && shardText(part))} often enough that missed runs cost nothing`,
      // A function without registries is deployed, but not scheduled.
      State: servedBy(name, config.registries).length > 0 ? 'ENABLED' : 'DISABLED',
      ...(part && { Input: JSON.stringify({ ...eventOf(part), time: SCHEDULED_TIME }) }),
      // An event that is later than this is useless: the next one is due.
      RetryPolicy: retryPolicy(Math.min(config.schedule[name] / 1_000, 3_600), 10),
      DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['FailureQueue', 'Arn'] } },
    }),
  ]);
}

/** The canary schedules of each function with a canary, by logical id. */
export function canarySchedules(config: Config, shards = 1): Record<string, unknown> {
  const names = REFRESH_FUNCTION_NAMES.filter((name) => hasCanary(name, config));
  return schedulesOf(names, config, shards, (name, part) => {
    const everyMs = canaryCadence(config.schedule[name]);
    const schedule = scheduleOf(name, rateOf(everyMs), {
      Description: `Lets ${titleOf(name, part && shardText(part))} look at what it has published, half-way between two runs`,
      Input: JSON.stringify({ ...CANARY_EVENT, ...eventOf(part) }),
      // A late check would collide with the next run. A missed check does no other harm.
      RetryPolicy: retryPolicy(everyMs / 4_000, 2),
    });
    return ['CanarySchedule', schedule];
  });
}

/**
 * EventBridge Scheduler replaces this by the scheduled time:
 * https://docs.aws.amazon.com/scheduler/latest/UserGuide/managing-schedule-context-attributes.html
 */
const SCHEDULED_TIME = '<aws.scheduler.scheduled-time>';

/** The expression of a schedule. Packaging refuses a cadence that shards cannot share evenly. */
export function expressionFor(cadenceMs: number, part: Part): string {
  return (part && cronOf(cadenceMs, part)) ?? rateOf(cadenceMs);
}

/** Returns why the functions of a config cannot be split: no cron expression has the cadence of one of them. */
export function problemsWithShards(config: Config, shards: number): string[] {
  return REFRESH_FUNCTION_NAMES.flatMap((name) => {
    const [part] = partsOf(name, config, shards);
    if (part === undefined || cronOf(config.schedule[name], part) !== undefined) return [];
    const every = cadenceText(config.schedule[name]);
    return `${name} runs every ${every}, which ${shards} shards cannot share: under schedule in registries.yml, choose a cadence that divides an hour or a day, such as 15 min or 3 h`;
  });
}

function schedulesOf(
  names: readonly RefreshFunction[],
  config: Config,
  shards: number,
  make: (name: RefreshFunction, part: Part) => [suffix: string, schedule: unknown],
): Record<string, unknown> {
  const entries = names.flatMap((name) =>
    partsOf(name, config, shards).map((part) => {
      const [suffix, schedule] = make(name, part);
      return [`${capitalised(name)}${suffix}${part?.number ?? ''}`, schedule];
    }),
  );
  return Object.fromEntries(entries);
}

function eventOf(part: Part): { shard?: string } {
  return part === undefined ? {} : { shard: shardText(part) };
}

export function titleOf(name: RefreshFunction, shard: string | undefined): string {
  return shard === undefined ? name : `shard ${shard} of ${name}`;
}

interface Target {
  Description: string;
  State?: 'ENABLED' | 'DISABLED';
  Input?: string;
  RetryPolicy: object;
  DeadLetterConfig?: object;
}

function scheduleOf(
  name: RefreshFunction,
  expression: string,
  { Description, State = 'ENABLED', ...target }: Target,
) {
  return {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      Description,
      State,
      ScheduleExpression: expression,
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: { 'Fn::GetAtt': [functionId(name), 'Arn'] },
        RoleArn: { 'Fn::GetAtt': ['SchedulerRole', 'Arn'] },
        ...target,
      },
    },
  };
}

/** https://docs.aws.amazon.com/scheduler/latest/APIReference/API_RetryPolicy.html */
const SHORTEST_AGE_S = 60;
const LONGEST_AGE_S = 86_400;

function retryPolicy(ageSeconds: number, MaximumRetryAttempts: number) {
  const MaximumEventAgeInSeconds = Math.min(Math.max(SHORTEST_AGE_S, ageSeconds), LONGEST_AGE_S);
  return { MaximumEventAgeInSeconds, MaximumRetryAttempts };
}
