import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { STATES } from '../../lib/status/state.ts';
import { statusOf } from '../../lib/status/status.ts';
import { lifeOf } from '../../web/board/life.ts';
import { linesOf, shownIn } from '../../web/board/lines.ts';
import { EVERYTHING, fragmentOf, parseFragment, type View } from '../../web/board/view.ts';
import { offsetsOf, visibleRange } from '../../web/board/visible-range.ts';
import { CONFIG, ecr, entryOf, google, HOUR, MINUTE, NOW } from '../status/entries.ts';
import { ECR, inEveryState, MIXED } from './board-server.ts';

const config = compile(MIXED, 'registries.yml');
const entries = config.registries
  .flatMap(({ publish }) => publish)
  .flatMap((publication, index) => inEveryState(publication, index) ?? []);
const { publications, at } = statusOf(config, entries, NOW);

describe('the lines of the board', () => {
  test('are grouped by function and by host, what dies first at the top', () => {
    const lines = linesOf(publications).map((line) =>
      line.kind === 'function' ? line.name : `${line.publication.state} ${line.publication.host}`,
    );
    expect(lines).toEqual([
      'refreshEcr',
      'dead 444455556666.dkr.ecr.eu-west-1.amazonaws.com',
      `low ${ECR}`,
      `alive ${ECR}`,
      'refreshStored',
      'unpublished quay.io',
      'low ghcr.io',
      'alive nvcr.io',
      'refreshArtifactRegistry',
      'failing us-docker.pkg.dev',
    ]);
  });

  test('begin with what is in danger, though a healthy token ends sooner', () => {
    const [healthy, low] = [
      entryOf(google, { ago: 0, left: HOUR }),
      entryOf(ecr, { ago: 6 * HOUR, left: 6 * HOUR }),
    ];
    const lines = linesOf(
      statusOf(CONFIG, [healthy, low], NOW).publications.filter(({ state }) => state !== 'unpublished'),
    );
    expect(lines.map((line) => (line.kind === 'function' ? line.name : line.publication.state))).toEqual([
      'refreshEcr',
      'low',
      'refreshArtifactRegistry',
      'alive',
    ]);
  });

  test.each<[string, Partial<View>, number]>([
    ['nothing', {}, 7],
    ['a word of the host', { words: 'GHCR' }, 1],
    ['two words, in any order', { words: 'aws  111122223333' }, 2],
    ['a state', { states: ['low'] }, 2],
    ['a backend and a function', { backend: 'aws', function: 'refreshStored' }, 1],
    ['what does not exist', { words: 'nowhere.example' }, 0],
  ])('are searched for %s', (_, view, count) => {
    expect(shownIn(publications, { ...EVERYTHING, ...view })).toHaveLength(count);
  });
});

test('every view survives its way through the URL', () => {
  const text = fc.string({ unit: 'grapheme' });
  const states = fc.subarray([...STATES]);
  const view = fc.record<View>({ words: text, states, backend: text, function: text });
  const one = fc
    .record({ backend: text, name: fc.string({ unit: 'grapheme', minLength: 1 }) })
    .map((which) => ({ ...EVERYTHING, one: which }));
  fc.assert(
    fc.property(fc.oneof(view, one), (each) => {
      expect(parseFragment(fragmentOf(each))).toEqual(each);
    }),
  );
});

describe('the life of a secret', () => {
  test('has now, the low mark, the runs to come and the last of them', () => {
    const [publication] = statusOf(
      CONFIG,
      [entryOf(ecr, { ago: 3 * HOUR - MINUTE, left: 9 * HOUR + MINUTE })],
      NOW,
    ).publications.filter(({ host }) => host === ECR);
    if (publication === undefined) throw new Error('the config has no such host');
    const { now, lowMark, runs, lastRun } = lifeOf(publication, at) ?? {};
    expect(now).toBeCloseTo(0.2486, 3);
    expect(lowMark).toBe(4.5 / 12);
    expect(runs).toEqual([3 / 12, 6 / 12, 9 / 12]);
    expect(lastRun).toBe(9 / 12);
  });

  test('is not known of a secret without an end, or without a value', () => {
    const without = publications.filter(({ host }) => host === 'nvcr.io' || host === 'quay.io');
    expect(without.map((each) => lifeOf(each, at))).toEqual([undefined, undefined]);
  });
});

test('the rows that are drawn are those in sight', () => {
  const heights = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 200 });
  fc.assert(
    fc.property(heights, fc.nat(5_000), fc.nat(900), (each, top, height) => {
      const offsets = offsetsOf(each);
      const { from, until } = visibleRange(offsets, top, top + height, 0);
      const inSight = each.flatMap((own, index) => {
        const begin = offsets[index] ?? 0;
        return begin < top + height && begin + own > top ? index : [];
      });
      expect(inSight.every((index) => index >= from && index < until)).toBe(true);
      expect(until - from).toBeLessThanOrEqual(inSight.length + 2);
    }),
  );
});
