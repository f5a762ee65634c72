import type { Config } from '../../config/config.ts';
import type { RefreshFunction } from '../../config/schema/refresh-functions.ts';
import { duration } from '../../text/duration.ts';
import { functionId } from '../names.ts';
import { advice, runNow } from './advice.ts';
import type { Alarm, Deployment } from './alarm.ts';

/** Lambda tries an event that failed twice more: maximumRetryAttempts in serverless.yml. */
const ATTEMPTS = 3;

/** CloudWatch knows no longer period. */
const DAY_S = 86_400;

/**
 * As many attempts have failed as a run has. One that fails and is made up for a minute later is no reason to wake
 * anybody. More than a cadence is looked at: while run after run fails, this is one alarm and not one for each.
 */
export function errorsAlarm(name: RefreshFunction, { schedule }: Config, deployment: Deployment): Alarm {
  const periodSeconds = Math.min(DAY_S, Math.ceil((schedule[name] * 4) / 3 / 60_000) * 60);
  return {
    kind: 'errors',
    of: [name],
    description: `${ATTEMPTS} attempts of ${name} failed within ${duration(periodSeconds * 1_000)}, as many as a run has before it is given up. What was published before still stands and lives on.${advice('errors', `read why in the message that waits in the failure queue, or run it now: ${runNow(name, deployment)}.`)}`,
    metric: {
      namespace: 'AWS/Lambda',
      name: 'Errors',
      dimensions: { FunctionName: { Ref: functionId(name) } },
      statistic: 'Sum',
    },
    periodSeconds,
    periods: 1,
    breaches: 'at or above',
    threshold: ATTEMPTS,
    missing: 'notBreaching',
    fill: 0,
  };
}

/** Failed runs, and events that no function took, wait here until somebody has looked at them. */
export function failureQueueAlarm({ service, stage }: Deployment): Alarm {
  return {
    kind: 'failure-queue',
    of: [],
    description: `A run of ${service} (${stage}) was given up, and waits in the failure queue with its event and its error.${advice('failure-queue', 'read the message: it says what failed, why, and what to do. Delete it when that is done: as long as one is left, no new one is told.')}`,
    metric: {
      namespace: 'AWS/SQS',
      name: 'ApproximateNumberOfMessagesVisible',
      dimensions: { QueueName: { 'Fn::GetAtt': ['FailureQueue', 'QueueName'] } },
      statistic: 'Maximum',
    },
    periodSeconds: 300,
    periods: 1,
    breaches: 'at or above',
    threshold: 1,
    missing: 'notBreaching',
  };
}
