import { visible } from '../secrecy/visible.ts';
import type { Colour, Paint } from '../text/paint.ts';
import type { Log } from './log.ts';

const COLOURS: Record<Parameters<Log>[0], Colour> = { info: 'green', warn: 'yellow', error: 'red' };

interface TextLogOptions {
  write: (line: string) => unknown;
  paint: Paint;
  now: () => Date;
}

/** Fields that people do not need: they are in the ledger. */
const LEFT_OUT = new Set(['fingerprint', 'mintedAt', 'publishedAt']);

/** A log for people, one line for each event: `08:23:01  published  host=… backend=…`. */
export function textLog({ write, paint, now }: TextLogOptions): Log {
  return (level, message, fields = {}) => {
    const shown = Object.entries(fields).filter(
      ([name, value]) => value !== undefined && !LEFT_OUT.has(name),
    );
    const words = shown.map(([name, value]) => `${paint('dim', `${name}=`)}${wordOf(value)}`);
    const time = paint('dim', now().toISOString().slice(11, 19));
    write(`${[time, paint(COLOURS[level], visible(message)), ...words].join('  ')}\n`);
  };
}

function wordOf(value: unknown): string {
  return visible(typeof value === 'string' ? value : String(JSON.stringify(value)));
}
