import { Metrics } from '@aws-lambda-powertools/metrics';
import { METRICS, type Measurement, NAMESPACE } from './measurement.ts';

/**
 * Prints measurements in CloudWatch's embedded metric format: one line of JSON each, which CloudWatch takes its metrics
 * from when it reads the log. It needs no call and no right.
 */
export function printMeasurements(
  measurements: readonly Measurement[],
  { stage, requestId }: { stage: string; requestId: string },
): void {
  const metrics = new Metrics({ namespace: NAMESPACE });
  metrics.clearDefaultDimensions(); // it would say "service", which is the namespace once more
  metrics.setDefaultDimensions({ stage });
  for (const { dimensions, values } of measurements) {
    for (const [name, value] of Object.entries(dimensions)) metrics.addDimension(name, dimensionValue(value));
    for (const [name, value] of Object.entries(values)) metrics.addMetric(name, unitOf(name), value);
    metrics.addMetadata('requestId', requestId); // from a figure to what the log says of its run
    metrics.publishStoredMetrics();
  }
}

function unitOf(name: string): 'Seconds' | 'Count' {
  return Object.entries(METRICS).find(([known]) => known === name)?.[1] ?? 'Count';
}

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html: ASCII, 1 to 1024 of it. */
const LONGEST = 1_024;

function dimensionValue(text: string): string {
  const printable = text.replace(/[^\x20-\x7e]/gu, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);
  return printable.slice(0, LONGEST);
}
