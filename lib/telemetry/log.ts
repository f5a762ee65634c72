import { Logger } from '@aws-lambda-powertools/logger';

export type Log = (
  level: 'info' | 'warn' | 'error',
  message: string,
  fields?: Record<string, unknown>,
) => void;

/**
 * One line of JSON for each event, with the fields that identify this invocation. LOG_LEVEL sets the lowest level. The
 * logger never gets an event, so no setting can print one.
 */
export function jsonLog(invocation: Record<string, string | undefined>): Log {
  const logger = new Logger({
    serviceName: 'pullkeeper',
    persistentKeys: invocation,
    jsonReplacerFn: (key, value) => (key === 'sampling_rate' ? undefined : value), // no sampling
  });
  return (level, message, fields = {}) => logger[level](message, fields);
}
