import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import type { Config } from '../config/config.ts';
import type { RefreshFunction } from '../config/schema/refresh-functions.ts';
import { servedBy } from '../config/serving.ts';
import { toSafeText } from '../secrecy/safe-text.ts';
import type { Measurement } from '../telemetry/measurement.ts';
import { deadlineOf, lambdaMachine, type Machine } from './machine.ts';
import { measurementsOf } from './measurements.ts';
import { hostsOf, parseRequest } from './request.ts';
import { refresh } from './run.ts';
import { settle, tellFailure } from './settle.ts';

/**
 * What the refresh functions have in common: an event in, a report out, or an error that says all there is to say.
 * Another config and machine stand in for the real ones in the sandbox.
 */
export function refreshHandler(name: RefreshFunction) {
  return (config: Config, given?: Machine) =>
    middy()
      .handler(async (event: unknown, context: Context) => {
        const request = parseRequest(event, hostsOf(config, name));
        const publications = servedBy(name, config.registries).flatMap(({ publish }) => publish).length;
        const cadenceMs = config.schedule[name];
        const input = { config, name, cadenceMs, request, signal: deadlineOf(context, publications) };
        const machine = given ?? lambdaMachine(process.env, context, event);
        const report = await refresh(input, machine);
        await measure(measurementsOf(report, { name, config, request }), machine);
        return settle(report);
      })
      .onError(tellFailure);
}

/** Figures are never worth a run: whatever hinders them is said, and the report stands. */
async function measure(measurements: readonly Measurement[], machine: Machine): Promise<void> {
  if (measurements.length === 0) return;
  try {
    await machine.measure?.(measurements);
  } catch (error) {
    const reason = toSafeText(error instanceof Error ? error.message : String(error));
    machine.log('error', 'the figures of this run did not get to CloudWatch', { reason });
  }
}
