import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Ended } from '../e2e/command.ts';
import {
  ENDLESS,
  NEEDS_MORE,
  needsMore,
  PROGRAMS,
  readyWhen,
  SHOWN_ELSEWHERE,
  STAND_INS,
  shownBy,
  standInFor,
} from './how-to-run.ts';
import { blocksOf, PAGES } from './pages.ts';
import { type Typed, typedOn } from './typed.ts';
import { startWorkplace, type Workplace } from './workplace.ts';

const TYPED = typedOn(PAGES);
const RUN = TYPED.filter(({ words }) => needsMore(words) === undefined);

const MISSING = PROGRAMS.filter((name) => spawnSync(name, ['--version']).error !== undefined);
const missingFor = ({ words }: Typed) =>
  MISSING.filter((name) => new RegExp(`(?:^|[|(] ?)${name} `).test(words)).join(', ');

describe('every command on a page', { timeout: 180_000 }, () => {
  let workplace: Workplace;
  const ended = new Map<string, Promise<Ended>>();

  beforeAll(async () => {
    workplace = await startWorkplace();
    await workplace.run('npx serverless invoke -f refreshEcr'); // what status tells of
    const possible = new Set(
      RUN.filter((typed) => missingFor(typed) === '').map(({ words }) => standInFor(words)),
    );
    const bundling = [...possible].filter((words) => /serverless (?:package|invoke local)/.test(words));
    const others = [...possible].filter((words) => !bundling.includes(words));
    inTurn(bundling); // two at once would meet in one folder
    inTurn(others.filter((_, index) => index % 2 === 0));
    inTurn(others.filter((_, index) => index % 2 === 1));
  }, 120_000);
  afterAll(async () => {
    await Promise.allSettled(ended.values());
    await workplace?.[Symbol.asyncDispose]();
  }, 120_000);

  function inTurn(all: readonly string[]): void {
    let before: Promise<unknown> = Promise.resolve();
    for (const words of all) {
      const run = before.then(() => workplace.run(words));
      ended.set(words, run);
      before = run.catch(() => {});
    }
  }

  const endOf = async (words: string) =>
    (await ended.get(standInFor(words))) ?? expect.fail(`${words} was not run`);

  describe.each(RUN)('$words ($page)', (typed) => {
    const without = missingFor(typed);
    const skipped = without === '' ? '' : ` (skipped: there is no ${without})`;
    const ready = readyWhen(typed.words);
    const shown = shownBy(typed);

    test.skipIf(skipped)(`works${skipped}`, async () => {
      const { code, stdout, stderr } = await endOf(typed.words);
      if (ready) expect(stdout + stderr).toMatch(ready);
      // What it ends with, where it shows findings, is the affair of that command's own tests.
      else if (shown === undefined) expect(code, stdout + stderr).toBe(0);
      else expect(withoutNpm(stdout), stderr).toBe(shown);
    });
  });

  test('prints at `npm start` what README.md shows', async () => {
    const [readme] = PAGES;
    const shown = readme && blocksOf(readme).find(({ text }) => text.includes('  refreshEcr\n'));
    const printed = shapeOf((await endOf('npm start')).stdout);

    expect(shapeOf(shown?.text ?? '').filter((line) => !printed.includes(line))).toEqual([]);
    expect(shown?.text).toContain('pulls models/llama:prod');
  });

  test('asks the API with a signature, for without one it is refused', async () => {
    expect((await fetch(`${workplace.api}/v1/status`)).status).toBe(403);
  });
});

describe('what is said about commands', () => {
  const kinds = [...NEEDS_MORE, ...STAND_INS, ...ENDLESS, ...SHOWN_ELSEWHERE].map(([typed]) => typed);

  test.each(kinds)('%s is on a page', (typed) => {
    expect(TYPED.filter(({ words }) => typed.test(words))).not.toEqual([]);
  });
});

/** npm says first what it runs. */
const withoutNpm = (stdout: string) => stdout.replace(/^\n> .*\n> .*\n\n/, '');

/** The lines of an output, without what is another each time: when it was, how long since, and who did it. */
function shapeOf(text: string): string[] {
  const other = /\w{3} \d\d:\d\d|\d+ h(?: \d+ min)?|pullkeeper-by-hand-\w+/g;
  return text.split('\n').map((line) => line.replaceAll(other, '…'));
}
