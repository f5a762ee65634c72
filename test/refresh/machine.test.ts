import { expect, test, vi } from 'vitest';
import { deadlineOf, lambdaMachine } from '../../lib/refresh/machine.ts';
import { lambdaContext, scheduledEvent } from '../../scripts/rehearsal/invoke.ts';

const CONTEXT = lambdaContext('pullkeeper-prod-refreshEcr');

test.each<[what: string, env: NodeJS.ProcessEnv, isMeasured: boolean]>([
  ['in Lambda', { AWS_LAMBDA_INITIALIZATION_TYPE: 'on-demand' }, true],
  ['elsewhere if Powertools is not to be off', { POWERTOOLS_METRICS_DISABLED: 'false' }, true],
  ['elsewhere if Powertools is not to be off, in other words', { POWERTOOLS_METRICS_DISABLED: 'NO' }, true],
  ['not if Powertools is off', { POWERTOOLS_METRICS_DISABLED: 'true' }, false],
  ['not if the setting begins with a "no"', { POWERTOOLS_METRICS_DISABLED: 'none' }, false],
  ['not if the setting ends with a "no"', { POWERTOOLS_METRICS_DISABLED: 'casino' }, false],
  ['not on a terminal', { AWS_LAMBDA_FUNCTION_NAME: 'x' }, false],
])('metrics are sent %s', (_, env, isMeasured) => {
  const { measure } = lambdaMachine(env, CONTEXT, scheduledEvent(new Date(0)));
  expect(measure !== undefined).toBe(isMeasured);
});

test.each([
  [300_000, 0, 295_000],
  [300_000, 2_000, 293_000],
  [4_000, 0, 0],
])('with %d ms left and %d publications, a run ends after %d ms', (leftMs, publications, endMs) => {
  const timeout = vi.spyOn(AbortSignal, 'timeout');
  const signal = deadlineOf({ ...CONTEXT, getRemainingTimeInMillis: () => leftMs }, publications);
  expect(timeout).toHaveBeenCalledExactlyOnceWith(endMs);
  expect(timeout).toHaveReturnedWith(signal);
  vi.restoreAllMocks();
});
