import type { RefreshFunction } from '../../config/schema/refresh-functions.ts';
import { NAMESPACE } from '../../telemetry/measurement.ts';
import { advice } from './advice.ts';
import type { Alarm, Deployment } from './alarm.ts';

/**
 * Fires when the last run could not read or write its ledger, or some of its rows. No secret dies of this while the clouds mint full
 * tokens: the publications are due, and the next write replaces a bad row.
 */
export function ledgerAlarm(name: RefreshFunction, deployment: Deployment): Alarm {
  return {
    kind: 'ledger',
    of: [name],
    description: `${name} could not read or write the ledger, or some of its rows. It published those secrets again, but kept the stored token wherever the new one is short.${advice(
      'ledger',
      deployment,
      `Search the log of ${name} for "ledger": each row that cannot be read has a line with its id and the reason, and so has each reason for rows that were not written.`,
    )}`,
    metric: {
      namespace: NAMESPACE,
      name: 'UnreadableEntries',
      dimensions: { stage: deployment.stage, function: name },
      statistic: 'Maximum', // of two shards in one minute, the worse one
    },
    periodSeconds: 60,
    periods: 1,
    breaches: 'at or above',
    threshold: 1,
    missing: 'ignore',
  };
}
