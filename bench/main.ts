import { mkdir, writeFile } from 'node:fs/promises';
import { styleText } from 'node:util';
import { table } from '../lib/text/table.ts';
import { cold } from './cold.ts';
import { command } from './command.ts';
import type { Findings } from './figures.ts';
import { google } from './google.ts';
import { many } from './many.ts';
import { size } from './size.ts';
import { validate } from './validate.ts';

/**
 * `npm run bench`: everything that takes a minute at most; `npm run bench -- cold`: one. The figures are kept in a file
 * as well.
 */
const BENCHES: Record<string, () => Promise<Findings>> = {
  cold: () => cold(15),
  size,
  many: () => many([10, 100, 1_000]),
  validate: () => validate(4),
  google: () => google(15),
  command: () => command(31),
};

/** Only where they are named. */
const LONG: Record<string, () => Promise<Findings>> = {
  most: () => many([10, 10_000]),
};

const KEPT_IN = '.bench/results.json';

const words = process.argv.slice(2);
const all = { ...BENCHES, ...LONG };
const stranger = words.find((word) => !(word in all));
if (stranger !== undefined) {
  console.error(`there is no benchmark "${stranger}"; there is ${Object.keys(all).join(', ')}`);
  process.exit(2);
}

const kept: Record<string, unknown> = { node: process.version, at: new Date().toISOString() };
for (const [name, bench] of Object.entries(all)) {
  if (words.length > 0 ? !words.includes(name) : !(name in BENCHES)) continue;
  const { title, table: rows, goals, figures } = await bench();
  kept[name] = { goals, ...figures };
  console.log(`${styleText('bold', title)}\n\n${table(rows)}\n`);
  for (const { text, reached } of goals) console.log(`  ${reached ? 'reached' : 'missed '}  ${text}`);
  console.log('');
}
await mkdir('.bench', { recursive: true });
await writeFile(KEPT_IN, `${JSON.stringify(kept, null, 2)}\n`);
console.log(`The figures are in ${KEPT_IN}.`);
