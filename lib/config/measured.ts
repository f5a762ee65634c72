import type { Config } from './config.ts';

/**
 * Each publication has its own two metrics only while there are few of them. CloudWatch asks $0.30 a month for each
 * hourly metric, so the limit keeps this below $30 a month. Beyond the limit there are totals; the alarms use totals
 * only.
 */
export const MOST_MEASURED_SINGLY = 50;

/** Whether each publication and each source has its own metrics. */
export function isMeasuredSingly({ registries }: Pick<Config, 'registries'>): boolean {
  return registries.reduce((sum, { publish }) => sum + publish.length, 0) <= MOST_MEASURED_SINGLY;
}
