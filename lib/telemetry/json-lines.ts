import { visibleJson } from '../secrecy/visible.ts';
import type { Log } from './log.ts';

/** A log of JSON lines with the fields of Lambda's logger, without that logger, which is most of a bundle. */
export function jsonLines(write: (line: string) => unknown, now: () => Date): Log {
  return (level, message, fields = {}) =>
    write(
      `${visibleJson({ level: level.toUpperCase(), message, timestamp: now().toISOString(), service: 'pullkeeper', ...fields })}\n`,
    );
}
