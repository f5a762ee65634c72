import { CANARY_EVENT, canaryCadence, hasCanary } from '../config/canary.ts';
import type { Config } from '../config/config.ts';
import { rateOf } from '../config/schedule.ts';
import { REFRESH_FUNCTION_NAMES, type RefreshFunction } from '../config/schema/refresh-functions.ts';
import { functionId } from './names.ts';

/** The second schedule of each function that has something to look at, by its logical id. */
export function canarySchedules(config: Config): Record<string, unknown> {
  const names = REFRESH_FUNCTION_NAMES.filter((name) => hasCanary(name, config));
  return Object.fromEntries(
    names.map((name) => [`${capitalised(name)}CanarySchedule`, scheduleOf(name, config)]),
  );
}

/** https://docs.aws.amazon.com/scheduler/latest/APIReference/API_RetryPolicy.html */
const SHORTEST_AGE_S = 60;
const LONGEST_AGE_S = 86_400;

/** A visit that came late would meet the next run: whoever misses it has missed nothing but a look. */
function scheduleOf(name: RefreshFunction, { schedule }: Config) {
  const everyMs = canaryCadence(schedule[name]);
  return {
    Type: 'AWS::Scheduler::Schedule',
    Properties: {
      Description: `Lets ${name} look at what it has published, half-way between two runs`,
      ScheduleExpression: rateOf(everyMs),
      FlexibleTimeWindow: { Mode: 'OFF' },
      Target: {
        Arn: { 'Fn::GetAtt': [functionId(name), 'Arn'] },
        RoleArn: { 'Fn::GetAtt': ['SchedulerRole', 'Arn'] },
        Input: JSON.stringify(CANARY_EVENT),
        RetryPolicy: {
          MaximumEventAgeInSeconds: Math.min(Math.max(SHORTEST_AGE_S, everyMs / 4_000), LONGEST_AGE_S),
          MaximumRetryAttempts: 2,
        },
      },
    },
  };
}

function capitalised(name: RefreshFunction): string {
  return `${name.charAt(0).toUpperCase()}${name.slice(1)}`;
}
