import type { Config } from './config.ts';

/**
 * CloudWatch asks $0.30 a month for a metric that comes every hour, and a publication has two. So each has its own only
 * where they are few: at most $30 a month. Of more there are totals; alarms stand on nothing else.
 */
const MOST_PUBLICATIONS = 50;

/** Whether each publication and each source has metrics of its own. */
export function isMeasuredSingly({ registries }: Pick<Config, 'registries'>): boolean {
  return registries.reduce((sum, { publish }) => sum + publish.length, 0) <= MOST_PUBLICATIONS;
}
