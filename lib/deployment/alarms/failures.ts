import type { Config } from '../../config/config.ts';
import type { RefreshFunction } from '../../config/schema/refresh-functions.ts';
import { duration } from '../../text/duration.ts';
import { functionId } from '../names.ts';
import { advice, runNow } from './advice.ts';
import type { Alarm, Deployment } from './alarm.ts';

/** Lambda retries a failed event twice: maximumRetryAttempts in serverless.yml. */
const ATTEMPTS = 3;

/** The longest period that CloudWatch has. */
const DAY_S = 86_400;

/**
 * Fires when a run and its retries failed. A retry that succeeds prevents the alarm. The period is longer than a cadence, so
 * that a series of failed runs is one alarm.
 */
export function errorsAlarm(name: RefreshFunction, { schedule }: Config, deployment: Deployment): Alarm {
  const periodSeconds = Math.min(DAY_S, Math.ceil((schedule[name] * 4) / 3 / 60_000) * 60);
  return {
    kind: 'errors',
    of: [name],
    description: `${ATTEMPTS} attempts of ${name} failed within ${duration(periodSeconds * 1_000)}: a run and its retries. The secrets published before live on for now.${advice('errors', deployment, `Run the function now and read what fails: ${runNow(name, deployment)}. The failure queue has the message of the failed run.`)}`,
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

/**
 * A queue without activity stops sending metrics after six hours, even while messages wait. So a missing value keeps the
 * alarm as it is: https://docs.aws.amazon.com/AWSSimpleQueueService/latest/SQSDeveloperGuide/monitoring-using-cloudwatch.html
 */
export function failureQueueAlarm(deployment: Deployment): Alarm {
  const { service, stage } = deployment;
  return {
    kind: 'failure-queue',
    of: [],
    description: `A run of ${service} (${stage}) failed with all its retries, or an event reached no function. It waits in the failure queue, with its event and its error. You get no further e-mail from this alarm until the queue is empty.${advice('failure-queue', deployment, 'Read the messages and then empty the queue: the page has the commands.')}`,
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
    missing: 'ignore',
  };
}
