/** The metrics of pullkeeper, and what each of them counts. */
export const METRICS = {
  /** A metric about the secret that is stored after a run; 0 if no secret is known to be stored. */
  SecondsToLive: 'Seconds',
  Published: 'Count',
  Failed: 'Count',
  /** Publications that fail now, in a scheduled run and after its retries, and did not fail in the run before. */
  NewlyFailing: 'Count',
  /** Publications that will die before the next run, and of which the run before did not say so. */
  Dying: 'Count',
  /** Publications that a canary saw dead in the middle of their life. */
  DiedEarly: 'Count',
  Minted: 'Count',
  MintFailed: 'Count',
  /** 1 for a run over everything in which nothing failed, 0 for one in which something did. */
  Succeeded: 'Count',
  /** Publications whose ledger entry could not be read, in a run over everything; all of them if the ledger could not. */
  UnreadableEntries: 'Count',
} as const;

export type MetricName = keyof typeof METRICS;

/** The CloudWatch namespace of the metrics. */
export const NAMESPACE = 'pullkeeper';

/** Values that were taken at one moment of one thing. CloudWatch sells every name with every set of dimensions as a metric. */
export interface Measurement {
  dimensions: Readonly<Record<string, string>>;
  values: Readonly<Partial<Record<MetricName, number>>>;
}

/** Hands measurements on to where they are kept. */
export type Measure = (measurements: readonly Measurement[]) => Promise<void>;
