/** The metrics of pullkeeper, and what each one counts. */
export const METRICS = {
  /** About the secret that is stored after a run. 0 if no stored secret is known. */
  SecondsToLive: 'Seconds',
  Published: 'Count',
  Failed: 'Count',
  /** Publications that fail in a scheduled run after its retries, and did not fail in the run before. */
  NewlyFailing: 'Count',
  /** Publications that die before the next run, and that the run before did not report. */
  Dying: 'Count',
  /** Publications that a canary found dead before their end. */
  DiedEarly: 'Count',
  Minted: 'Count',
  MintFailed: 'Count',
  /** 1 for a complete run without failures, 0 for a complete run with a failure. */
  Succeeded: 'Count',
  /** Publications with an unreadable ledger entry, in a complete run. All publications if the ledger was unreadable. */
  UnreadableEntries: 'Count',
} as const;

export type MetricName = keyof typeof METRICS;

/** The CloudWatch namespace of the metrics. */
export const NAMESPACE = 'pullkeeper';

/** Values of one thing at one moment. CloudWatch charges for each name with each set of dimensions. */
export interface Measurement {
  dimensions: Readonly<Record<string, string>>;
  values: Readonly<Partial<Record<MetricName, number>>>;
}

/** Sends measurements to where they are stored. */
export type Measure = (measurements: readonly Measurement[]) => Promise<void>;
