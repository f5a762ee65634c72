import { Logger } from '@aws-lambda-powertools/logger';

export type Log = (
  level: 'info' | 'warn' | 'error',
  message: string,
  fields?: Record<string, unknown>,
) => void;

/**
 * One line of JSON per event, each with the fields that tell this invocation from others. LOG_LEVEL says from which
 * level on. The logger is never given an event: what it is not given, no setting of it can print.
 */
export function jsonLog(invocation: Record<string, string | undefined>): Log {
  const logger = new Logger({
    serviceName: 'pullkeeper',
    persistentKeys: invocation,
    jsonReplacerFn: (key, value) => (key === 'sampling_rate' ? undefined : value), // nothing is sampled
  });
  return (level, message, fields = {}) => logger[level](message, fields);
}
