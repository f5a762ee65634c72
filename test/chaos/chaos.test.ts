import { describe, expect, test } from 'vitest';
import { isThorough } from '../reliability-page.ts';
import { historyOf } from './history.ts';
import { live } from './live.ts';
import { shortest } from './shrink.ts';
import { story } from './story.ts';

/** The rest of them: npm run chaos -- --seeds 5000 */
const SEEDS = isThorough ? 200 : 10;
const AT_ONCE = 10;

describe('through faults, kills, lost and doubled events, edits, tampering, and a ledger that is lost or damaged,', () => {
  test.each(Array.from({ length: SEEDS / AT_ONCE }, (_, index) => 1 + index * AT_ONCE))(
    'every law holds from seed %d on',
    { timeout: 300_000 },
    async (first) => {
      for (let seed = first; seed < first + AT_ONCE; seed++) {
        const history = historyOf(seed);
        const [broken] = await live(history);
        if (broken !== undefined) expect.fail(story(...(await shortest(history, broken))));
      }
    },
  );
});

test('the same seed is the same history, to the last call', async () => {
  const once = await live({ ...historyOf(3), calmFrom: 3_600_000 });
  expect(await live({ ...historyOf(3), calmFrom: 3_600_000 })).toEqual(once);
  expect(historyOf(3)).toEqual(historyOf(3));
});
