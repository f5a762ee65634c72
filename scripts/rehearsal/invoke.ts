import { randomUUID } from 'node:crypto';
import type { Context } from 'aws-lambda';
import { RUN_TIMEOUT_MS } from '../../lib/config/schema/refresh-functions.ts';
import { contextOf } from '../../lib/serve/api-event.ts';

/** The default event of EventBridge Scheduler. */
export function scheduledEvent(time: Date) {
  return {
    version: '0',
    id: randomUUID(),
    'detail-type': 'Scheduled Event',
    source: 'aws.scheduler',
    account: '123456789012',
    time: time.toISOString(),
    region: 'us-east-1',
    resources: ['arn:aws:scheduler:us-east-1:123456789012:schedule/default/pullkeeper-refreshEcr'],
    detail: '{}',
  };
}

/** The context of a Lambda invocation. */
export function lambdaContext(functionName: string, timeoutMs = RUN_TIMEOUT_MS): Context {
  return contextOf(functionName, timeoutMs);
}
