import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';

/** Of the least that each took, in several rounds of taking turns with a bare parse by the `yaml` package. */
let costs: Record<string, { ratio: number; overMs: number }> = {};

beforeAll(async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['test/functions/measure-cost.ts']);
  costs = JSON.parse(stdout);
}, 120_000);

/** Measured: 1.2 for the docs' examples, 0.3 for the others. The rest is room for the noise of a busy machine. */
describe.each([
  ['docs', 1.7],
  ['10 KB', 0.7],
  ['200 KB', 0.7],
])('Validating a config.yaml: %s', (size, ratio) => {
  it(`takes at most ${ratio} times as long as a bare parse`, () => {
    expect(costs[size]?.ratio).toBeLessThan(ratio);
  });

  it('takes a warm request at most 3 ms longer', () => {
    expect(costs[size]?.overMs).toBeLessThan(3);
  });
});
