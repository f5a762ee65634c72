import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { lowMarkOf } from '../../lib/config/low-mark.ts';
import type { Entry } from '../../lib/ledger/ledger.ts';
import { isInDanger, STATES, type State } from '../../lib/status/state.ts';
import { statusOf } from '../../lib/status/status.ts';
import {
  CONFIG,
  DAY,
  ECR,
  ecr,
  ending,
  endless,
  entryOf,
  FAILED,
  google,
  HOUR,
  MINUTE,
  NOW,
} from './entries.ts';

const stateFor = (entry: Entry): State | undefined =>
  statusOf(CONFIG, [entry], NOW).publications.find(({ host }) => host === entry.published?.host)?.state;

describe('the state of a publication', () => {
  test.each<[string, Entry, State]>([
    ['ECR, just published', entryOf(ecr, { ago: 0, left: 12 * HOUR }), 'alive'],
    ['right before its next run', entryOf(ecr, { ago: 3 * HOUR, left: 9 * HOUR }), 'alive'],
    ['half a cadence after a missed run', entryOf(ecr, { ago: 4.5 * HOUR, left: 7.5 * HOUR }), 'alive'],
    ['a moment later', entryOf(ecr, { ago: 4.5 * HOUR + 1, left: 7.5 * HOUR - 1 }), 'low'],
    ['a millisecond before its end', entryOf(ecr, { ago: 12 * HOUR - 1, left: 1 }), 'low'],
    ['at its end', entryOf(ecr, { ago: 12 * HOUR, left: 0 }), 'dead'],
    ['Google, right before its next run', entryOf(google, { ago: 15 * MINUTE, left: 45 * MINUTE }), 'alive'],
    ['Google, one run missed', entryOf(google, { ago: 25 * MINUTE, left: 35 * MINUTE }), 'low'],
    ['a stored one with a month left', entryOf(ending, { ago: HOUR, left: 30 * DAY }), 'alive'],
    ['a stored one with days left', entryOf(ending, { ago: HOUR, left: 6 * DAY }), 'low'],
    ['one without an end', entryOf(endless, { ago: 24 * HOUR }), 'alive'],
    ['one without an end, and a run missed', entryOf(endless, { ago: 37 * HOUR }), 'overdue'],
    [
      'one that failed and lives well',
      entryOf(ecr, { ago: 3 * HOUR, left: 9 * HOUR }, { failed: FAILED }),
      'failing',
    ],
    [
      'one that failed and is low',
      entryOf(ecr, { ago: 6 * HOUR, left: 6 * HOUR }, { failed: FAILED }),
      'low',
    ],
    [
      'one that failed and is dead',
      entryOf(ecr, { ago: 13 * HOUR, left: -HOUR }, { failed: FAILED }),
      'dead',
    ],
  ])('%s', (_, entry, state) => {
    expect(stateFor(entry)).toBe(state);
  });

  test('is unpublished where the ledger knows of nothing, or of failures alone', () => {
    const { published: _, ...failed } = entryOf(ecr, { ago: 0 }, { failed: FAILED });
    const { publications } = statusOf(CONFIG, [failed], NOW);
    expect(publications.map(({ state }) => state)).toEqual(Array(4).fill('unpublished'));
  });

  test.each<[why: string, entry: Entry]>([
    ['a row that is no entry', { id: ecr.id, unreadable: 'the row is not a ledger entry' }],
    ['a mint in the future', entryOf(ecr, { ago: -DAY, left: 12 * HOUR })],
  ])('is unreadable, and not unpublished, where the ledger has %s', (_, entry) => {
    const status = statusOf(CONFIG, [entry], NOW);
    expect(status.counts).toMatchObject({ unreadable: 1, unpublished: 3 });
    const [first] = status.publications.filter(({ host }) => host === ECR);
    expect(first).toMatchObject({ state: 'unreadable' });
    expect(first).not.toHaveProperty('secondsToLive');
  });

  test('is unpublished where the secret of another host stands under its name', () => {
    const entry = entryOf({ ...ecr, host: 'public.ecr.aws' }, { ago: 0, left: 12 * HOUR });
    const [first] = statusOf(CONFIG, [entry], NOW).publications.filter(({ host }) => host === ECR);
    expect(first).toMatchObject({ state: 'unpublished', publishedAs: { host: 'public.ecr.aws' } });
    expect(first).not.toHaveProperty('secondsToLive');
  });

  test('goes by the end of what stands there, whatever format it has', () => {
    const entry = entryOf({ ...ecr, format: 'password' }, { ago: 0, left: 12 * HOUR });
    const [first] = statusOf(CONFIG, [entry], NOW).publications.filter(({ host }) => host === ECR);
    expect(first).toMatchObject({ state: 'alive', publishedAs: { host: ECR, format: 'password' } });
  });
});

describe('the status', () => {
  const lives = fc.record({
    ago: fc.integer({ min: 0, max: 3 * DAY }),
    left: fc.option(fc.integer({ min: -DAY, max: DAY }), { nil: undefined }),
    failed: fc.boolean(),
  });
  const entries = fc
    .tuple(
      ...[ecr, google, ending, endless].map((publication) =>
        fc.option(fc.tuple(fc.constant(publication), lives)),
      ),
    )
    .map((known) =>
      known.flatMap((each) => {
        if (each === null) return [];
        const [publication, { ago, left, failed }] = each;
        return entryOf(
          publication,
          { ago, ...(left !== undefined && { left }) },
          failed ? { failed: FAILED } : {},
        );
      }),
    );

  test('calls nothing dead that lives, and nothing alive that does not', () => {
    fc.assert(
      fc.property(entries, (known) => {
        for (const { state, host } of statusOf(CONFIG, known, NOW).publications) {
          const { published } = known.find((entry) => entry.published?.host === host) ?? {};
          const left = Date.parse(published?.expiresAt ?? '9999-12-31') - NOW.getTime();
          expect(state === 'dead').toBe(published !== undefined && left <= 0);
          expect(state === 'unpublished').toBe(published === undefined);
          const registry = CONFIG.registries.find((each) => each.host.host === host);
          if (registry && published && left < lowMarkOf(registry, CONFIG))
            expect(isInDanger(state)).toBe(true);
        }
      }),
    );
  });

  test('is the worst of its publications, and counts them all', () => {
    fc.assert(
      fc.property(entries, (known) => {
        const { state, counts, publications } = statusOf(CONFIG, known, NOW);
        const worst = Math.min(...publications.map((each) => STATES.indexOf(each.state)));
        expect(STATES.indexOf(state)).toBe(worst);
        expect(Object.values(counts).reduce((sum, count) => sum + count)).toBe(4);
        for (const each of STATES)
          expect(counts[each]).toBe(publications.filter((one) => one.state === each).length);
      }),
    );
  });

  test('begins with what dies first', () => {
    fc.assert(
      fc.property(entries, (known) => {
        const left = statusOf(CONFIG, known, NOW).publications.map(({ state, secondsToLive }) =>
          state === 'unpublished' ? 0 : (secondsToLive ?? Number.POSITIVE_INFINITY),
        );
        expect(left).toEqual(left.toSorted((a, b) => (a < b ? -1 : Number(a > b))));
      }),
    );
  });

  test('puts what is worse first among those that have no end', () => {
    const known = [
      entryOf(ecr, { ago: 0, left: 12 * HOUR }),
      entryOf(google, { ago: 0, left: HOUR }),
      entryOf(ending, { ago: HOUR }),
      entryOf(endless, { ago: 2 * DAY }),
    ];
    expect(statusOf(CONFIG, known, NOW).publications.map(({ host }) => host)).toEqual([
      'us-docker.pkg.dev',
      ECR,
      'nvcr.io',
      'ghcr.io',
    ]);
  });

  test('tells what is still published though registries.yml no longer names it', () => {
    const old = {
      ...entryOf(ecr, { ago: DAY, left: -HOUR }),
      id: '["aws-secrets-manager","us-east-1","models/DOCKER_REGISTRY_old.example/x"]',
    };
    const { published: _, ...neverThere } = { ...old, id: '["file","x","never"]' };
    const before = { ...old, id: 'aws/models/DOCKER_REGISTRY_old.example/x' };
    expect(statusOf(CONFIG, [old, neverThere, before], NOW).orphans).toEqual([
      {
        backend: 'aws-secrets-manager us-east-1',
        name: 'models/DOCKER_REGISTRY_old.example/x',
        host: ECR,
        publishedAt: old.published?.publishedAt,
        expiresAt: old.published?.expiresAt,
      },
    ]);
  });
});
