import { duration } from '../../lib/text/duration.ts';
import type { Broken } from './broken.ts';
import type { History, Mishap } from './history.ts';
import { registriesOf } from './setting.ts';

/** A history as somebody reads it who has to find out what went wrong. */
export function story({ seed, setting, mishaps }: History, { law, at, what }: Broken): string {
  const lines = mishaps.toSorted((a, b) => timeOf(a) - timeOf(b)).map(lineOf);
  return [
    `seed ${seed} breaks "${law}" at ${clock(at)}: ${what}`,
    registriesOf(setting).trim(),
    ...(setting.shards > 1 ? [`each function runs in ${setting.shards} shards`] : []),
    ...(lines.length > 0 ? lines : ['nothing happens']),
    `again: npm run chaos -- --seed ${seed}`,
    '',
  ].join('\n');
}

function timeOf(mishap: Mishap): number {
  if (mishap.what === 'run') return 0;
  return mishap.what === 'fault' ? mishap.from : mishap.at;
}

function lineOf(mishap: Mishap): string {
  switch (mishap.what) {
    case 'fault':
      return `${clock(mishap.from)} to ${clock(mishap.until)}: ${mishap.where}: ${mishap.kind}`;
    case 'run':
      return `run ${mishap.slot} of ${mishap.name} is ${Object.values(mishap.fate).join(' ')}`;
    case 'hand':
      return `${clock(mishap.at)}: ${mishap.name} is run by hand${mishap.force ? ' with force' : ''}, ${mishap.times} times, every ${clock(mishap.everyMs).slice(1)}${mishap.host === undefined ? '' : `, for host ${mishap.host}`}`;
    case 'rotate':
      return `${clock(mishap.at)}: stored passwords are changed`;
    case 'edit':
      return `${clock(mishap.at)}: registries.yml: ${mishap.edit} (${mishap.pick})`;
    case 'tamper':
      return `${clock(mishap.at)}: a published value is ${mishap.how} (${mishap.pick})`;
    case 'ledger':
      return `${clock(mishap.at)}: the ledger: ${mishap.how} (${mishap.pick})`;
  }
}

const clock = (ms: number) => `+${duration(Math.round(ms / 1_000) * 1_000)}`;
