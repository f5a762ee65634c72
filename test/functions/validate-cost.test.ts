import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from 'vitest';

/** Of the least that each took, in several rounds of taking turns with a bare parse by the same package. */
let costs: Record<string, { ratio: number; overMs: number }> = {};

beforeAll(async () => {
  const { stdout } = await promisify(execFile)(process.execPath, ['test/functions/measure-cost.ts']);
  costs = JSON.parse(stdout);
}, 120_000);

/** The goal is 1.5, and is met: what is on top of it, or below, is room for the noise of a busy machine. */
describe.each([
  ['docs', 1.7],
  ['10 KB', 1.2],
  ['200 KB', 1.2],
])('Validating a config.yaml: %s', (size, ratio) => {
  it(`takes at most ${ratio} times as long as a bare parse`, () => {
    expect(costs[size]?.ratio).toBeLessThan(ratio);
  });

  it('takes a warm request at most 3 ms longer', () => {
    expect(costs[size]?.overMs).toBeLessThan(3);
  });
});
