import { Metrics } from '@aws-lambda-powertools/metrics';
import { METRICS, type Measurement, NAMESPACE } from './measurement.ts';

/**
 * Prints measurements in CloudWatch's embedded metric format, one line of JSON each. CloudWatch extracts the metrics
 * from the log. This needs no call and no right.
 */
export function printMeasurements(
  measurements: readonly Measurement[],
  { stage, requestId }: { stage: string; requestId: string },
): void {
  const metrics = new Metrics({ namespace: NAMESPACE });
  metrics.clearDefaultDimensions(); // the default dimension "service" would repeat the namespace
  metrics.setDefaultDimensions({ stage });
  for (const { dimensions, values } of measurements) {
    for (const [name, value] of Object.entries(dimensions)) metrics.addDimension(name, dimensionValue(value));
    for (const [name, value] of Object.entries(values)) metrics.addMetric(name, unitOf(name), value);
    metrics.addMetadata('requestId', requestId); // links a metric to the log of its run
    metrics.publishStoredMetrics();
  }
}

function unitOf(name: string): 'Seconds' | 'Count' {
  return Object.entries(METRICS).find(([known]) => known === name)?.[1] ?? 'Count';
}

/** ASCII, 1 to 1024 characters. https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_Dimension.html: */
const LONGEST = 1_024;

function dimensionValue(text: string): string {
  const printable = text.replace(/[^\x20-\x7e]/gu, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);
  return printable.slice(0, LONGEST);
}
