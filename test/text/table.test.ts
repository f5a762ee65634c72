import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { painter } from '../../lib/text/paint.ts';
import { table } from '../../lib/text/table.ts';

const ROWS = [
  ['aws', '1', 'models/DOCKER_REGISTRY_ghcr.io'],
  ['baseten', '12', 'short'],
];

describe('a table', () => {
  test('has columns that line up', () => {
    expect(table(ROWS)).toBe('aws      1   models/DOCKER_REGISTRY_ghcr.io\nbaseten  12  short');
  });

  test('ends numbers in line', () => {
    expect(table(ROWS, { right: [1] })).toBe(
      'aws       1  models/DOCKER_REGISTRY_ghcr.io\nbaseten  12  short',
    );
  });

  test('does not count colours as width', () => {
    const paint = painter(true);
    const [first = ''] = table([
      [paint('red', 'dead'), 'x'],
      ['alive', 'y'],
    ]).split('\n');
    expect(first.endsWith('  x')).toBe(true);
    expect(first).toContain('\u001b[31mdead\u001b[39m   x');
  });

  test('puts its last column below the others where a line does not fit, and cuts nothing', () => {
    expect(table(ROWS, { width: 30 })).toBe(
      'aws      1\n      models/DOCKER_REGISTRY_ghcr.io\nbaseten  12\n      short',
    );
  });

  test('has one line for each row exactly where that fits, and loses no cell whatever the width', () => {
    const cell = fc.stringMatching(/^[a-z]{1,12}$/);
    const rows = fc.array(fc.tuple(cell, cell, cell), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(rows, fc.integer({ min: 1, max: 60 }), (cells, width) => {
        const lines = table(cells, { width }).split('\n');
        expect(lines.join(' ').split(/\s+/).filter(Boolean)).toEqual(cells.flat());
        const widths = [0, 1, 2].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
        const needed = widths.reduce((sum, each) => sum + each, 2 * '  '.length);
        expect(lines).toHaveLength(needed <= width ? cells.length : 2 * cells.length);
      }),
    );
  });
});
