import { servedBy } from '../config/serving.ts';
import { messageOf } from '../failure.ts';
import { toSafeText } from '../secrecy/safe-text.ts';
import type { Measurement } from '../telemetry/measurement.ts';
import type { Machine } from './machine.ts';
import { measurementsOf } from './measurements.ts';
import type { Report } from './report.ts';
import { refresh } from './run.ts';
import type { RefreshInput } from './run-context.ts';

/** One run of one function, in Lambda or anywhere else: refreshes, and sends the metrics. */
export async function runFunction(input: Omit<RefreshInput, 'cadenceMs'>, machine: Machine): Promise<Report> {
  const report = await refresh({ ...input, cadenceMs: input.config.schedule[input.name] }, machine);
  await measure(measurementsOf(report, input), machine);
  return report;
}

/** The number of publications of a function. */
export function publicationsOf({ config, name }: Pick<RefreshInput, 'config' | 'name'>): number {
  return servedBy(name, config.registries).flatMap(({ publish }) => publish).length;
}

/** Metrics must not fail a run: logs the error, and the report is returned. */
async function measure(measurements: readonly Measurement[], machine: Machine): Promise<void> {
  if (measurements.length === 0) return;
  try {
    await machine.measure?.(measurements);
  } catch (error) {
    const reason = toSafeText(messageOf(error));
    machine.log('error', 'the metrics of this run were not sent to CloudWatch', { reason });
  }
}
