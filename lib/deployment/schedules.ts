import { CANARY_EVENT, canaryCadence, hasCanary } from '../config/canary.ts';
import type { Config } from '../config/config.ts';
import { rateOf } from '../config/schedule.ts';
import { REFRESH_FUNCTION_NAMES, type RefreshFunction } from '../config/schema/refresh-functions.ts';
import { capitalised, functionId } from './names.ts';

/** The schedule of each function that refreshes, by its logical id. */
export function refreshSchedules({ schedule }: Config): Record<string, unknown> {
  return Object.fromEntries(
    REFRESH_FUNCTION_NAMES.map((name) => [
      `${capitalised(name)}Schedule`,
      scheduleOf(name, schedule[name], {
        Description: `Runs ${name} often enough that missed runs cost nothing`,
        // An event that comes later than this is of no use: the next one is on its way.
        RetryPolicy: retryPolicy(Math.min(schedule[name] / 1_000, 3_600), 10),
        DeadLetterConfig: { Arn: { 'Fn::GetAtt': ['FailureQueue', 'Arn'] } },
      }),
    ]),
  );
}

/** The second schedule of each function that has something to look at, by its logical id. */
export function canarySchedules(config: Config): Record<string, unknown> {
  const names = REFRESH_FUNCTION_NAMES.filter((name) => hasCanary(name, config));
  return Object.fromEntries(
    names.map((name) => {
      const everyMs = canaryCadence(config.schedule[name]);
      const schedule = scheduleOf(name, everyMs, {
        Description: `Lets ${name} look at what it has published, half-way between two runs`,
        Input: JSON.stringify(CANARY_EVENT),
        // A visit that came late would meet the next run: whoever misses it has missed nothing but a look.
        RetryPolicy: retryPolicy(everyMs / 4_000, 2),
      });
      return [`${capitalised(name)}CanarySchedule`, schedule];
    }),
  );
}

interface Target {
  Description: string;
  Input?: string;
  RetryPolicy: object;
  DeadLetterConfig?: object;
}

function scheduleOf(name: RefreshFunction, everyMs: number, { Description, ...target }: Target) {
  return {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      Description,
      ScheduleExpression: rateOf(everyMs),
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
