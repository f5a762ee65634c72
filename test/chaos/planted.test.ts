import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { isReliability } from '../reliability-page.ts';
import { firstFind, planted } from './plant.ts';
import { PLANTS } from './plants.ts';

/** `| planted | found by | at seed |`, as docs/reliability.md has it. */
const [, part = ''] = readFileSync('docs/reliability.md', 'utf8').split(/<!-{2} \/?plants -->/);
const ROWS = part
  .split('\n')
  .filter((line) => line.startsWith('| '))
  .slice(2)
  .map((line) => line.slice(2, -2).split(' | '));

test('docs/reliability.md has a row for each plant', () => {
  expect(ROWS.map(([title]) => title)).toEqual(PLANTS.map(({ title }) => title));
});

test.each(PLANTS.map((plant) => [plant.title, plant] as const))(
  'there is still a guard to take out: %s',
  (_, plant) => {
    const source = readFileSync(plant.file, 'utf8');
    expect(planted(plant, source)).not.toBe(source);
  },
);

const FOUND = ROWS.filter(([, , seed]) => /^\d+$/.test(seed ?? ''));

test.runIf(isReliability).each(FOUND)(
  '%s is found by "%s" at seed %s',
  { timeout: 120_000 },
  async (title, law, seed) => {
    const plant =
      PLANTS.find((each) => each.title === title) ?? expect.fail(`there is no plant called ${title}`);
    expect(await firstFind(plant, { first: Number(seed), count: 1 })).toEqual({ law, seed: Number(seed) });
  },
);
