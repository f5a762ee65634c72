import { describe, expect, it } from 'vitest';
import { readYaml } from '../../lib/validate/yaml/yaml.ts';
import { countCpu } from '../cpu-time.ts';
import { YAML_TAGS } from './arbitrary-config.ts';

const LENGTH = 30_000;

/** Reading takes up to 20 ms. What grows with the square of the length takes a second and more. */
const PATIENCE_MS = 400;

const BEFORE = [
  ...[
    '',
    'a: ',
    '- ',
    '? ',
    '[',
    '{',
    '"',
    "'",
    'a: |\n ',
    'a: >\n ',
    'a: |\n',
    '&',
    '*',
    '!',
    '!<',
    '#',
    '%',
    '%TAG ! ',
    '--- ',
  ],
  ...['a: 1', 'a: 1.', 'a: 0x', 'a: 1:', 'a: 1.0e+', 'a: 2024-01-01', 'a: 2024-01-01 00:00:00.', 'a: ! '],
  ...YAML_TAGS.flatMap((tag) => [`!!${tag} `, `!!${tag} "`, `!!${tag} "1`, `!!${tag} |\n `]),
];

/** One or two of each class of characters that some pattern repeats. */
const RUNS = [
  ...[
    '0',
    '1',
    '1_',
    '1:',
    '1.',
    '.',
    '_',
    '-',
    '+',
    'e+',
    'a',
    'A',
    'aGk',
    '=',
    'a=',
    ' ',
    '  a',
    '\t',
    '\\t',
    '\\',
    '\\\\',
  ],
  ...[
    '\n',
    '\r',
    '\r\n',
    '\n ',
    '\n\n',
    'a\n',
    ' a\n',
    'a\n ',
    '\u2028',
    '\x85',
    '\u00a0',
    '"',
    "'",
    "''",
    '#',
    ' #',
    '\n#',
  ],
  ...[
    ',',
    ':',
    ': ',
    '? ',
    '- ',
    '[',
    '{',
    ']',
    '}',
    '[]',
    '{}',
    '[a,',
    '&',
    '&a ',
    '*',
    '*a ',
    '!',
    '!a ',
    '!!',
    '!!str ',
    '%41',
    '%',
  ],
  ...[
    '|',
    '>',
    '|\n',
    '~',
    'n',
    'y',
    '<',
    '<<: ',
    '１',
    '\\u0031',
    '\\ud83d',
    '🐋',
    '\uFEFF',
    '---\n',
    '...\n',
    '%x\n',
  ],
];

const AFTER = ['x', 'x"\n'];

describe.each(BEFORE)('After %j', (before) => {
  it('a long run of any character is read in a time that grows with its length', () => {
    const slow = RUNS.flatMap((run) => {
      const text = before + run.repeat(LENGTH / run.length);
      return AFTER.map((after) => {
        const cpuMs = countCpu();
        readYaml(text + after);
        return { run, after, ms: cpuMs() };
      });
    }).filter(({ ms }) => ms > PATIENCE_MS);
    expect(slow).toEqual([]);
  });
});
