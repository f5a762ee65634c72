import { expect, test } from 'vitest';
import { COMMANDS } from '../../cli/commands/index.ts';
import { usageText } from '../../cli/usage-text.ts';

const USAGE = `pullkeeper do [--this THIS]
              [--that]

Does what it is told, in a paragraph
of two lines.

  --this THIS   what to do, described
                in two lines
  --that        another option

Exits with 0.
`;

test('a wide terminal shows the usage in whole lines', () => {
  expect(usageText(USAGE, 120)).toBe(`pullkeeper do [--this THIS] [--that]

Does what it is told, in a paragraph of two lines.

  --this THIS   what to do, described in two lines
  --that        another option

Exits with 0.
`);
});

test('a narrow terminal shows descriptions below each other', () => {
  expect(usageText(USAGE, 32)).toContain(`
  --this THIS   what to do,
                described in two
                lines
  --that        another option
`);
});

test('a pipe gets the usage as it is written', () => expect(usageText(USAGE, undefined)).toBe(USAGE));

test.each([80, 100])('no usage has a line of more than %i columns, except for a command', async (width) => {
  for (const loader of COMMANDS) {
    const { usage } = await loader.load();
    const long = usageText(usage, width)
      .split('\n')
      .filter((line) => line.length > width && !/^ +\S*(?:npx|aws|curl) /.test(line));
    expect(long, loader.name).toEqual([]);
  }
});

test('no word is lost', async () => {
  for (const loader of COMMANDS) {
    const { usage } = await loader.load();
    expect(usageText(usage, 60).split(/\s+/)).toEqual(usage.split(/\s+/));
  }
});
