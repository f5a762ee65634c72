import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { missesSurvived } from '../../lib/config/schedule.ts';
import type { Entry } from '../../lib/ledger/ledger.ts';
import type { Writes } from '../../lib/ledger/writes.ts';
import { isFresh, plan } from '../../lib/refresh/plan.ts';
import { dedent } from '../config/dedent.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const NOW = Date.UTC(2026, 10, 21, 12);
const CADENCE = 3 * HOUR;

const EAST = '111122223333.dkr.ecr.us-east-1.amazonaws.com';
const EAST_TOO = '444455556666.dkr.ecr.us-east-1.amazonaws.com';
const WEST = '111122223333.dkr.ecr.us-west-2.amazonaws.com';

const CONFIG = compile(
  dedent(`
    identities:
      puller: { type: aws-role, roleArn: arn:aws:iam::444455556666:role/puller }
      same-role: { type: aws-role, roleArn: arn:aws:iam::444455556666:role/puller }
      other: { type: aws-role, roleArn: arn:aws:iam::444455556666:role/other }
    registries:
      - { host: ${EAST}, publish: [file, { backend: file, name: again, format: password }] }
      - { host: ${EAST_TOO}, publish: [file] }
      - { host: ${WEST}, publish: [file] }
      - { host: public.ecr.aws, publish: [file] }
      - { host: ${EAST}, identity: puller, publish: [{ backend: file, name: as-puller }] }
      - { host: ${EAST_TOO}, identity: same-role, publish: [{ backend: file, name: as-same-role }] }
      - { host: ${EAST}, identity: other, publish: [{ backend: file, name: as-other }] }
  `),
  'registries.yml',
);

type Input = Parameters<typeof plan>[0];

function planned(input: Partial<Omit<Input, 'request'>> & { request?: Partial<Input['request']> } = {}) {
  const { request, ...rest } = input;
  return plan({
    config: CONFIG,
    name: 'refreshEcr',
    cadenceMs: CADENCE,
    entries: [],
    now: new Date(NOW),
    ...rest,
    request: { force: false, dryRun: false, ...request },
  });
}

function namesDue(input?: Parameters<typeof planned>[0]): string[][] {
  return planned(input).mints.map(({ due }) => due.map(({ publication }) => publication.name));
}

describe('one mint serves every registry that can share it', () => {
  test('by identity and region, in the order of the file', () => {
    const PULLER = { type: 'aws-role', roleArn: 'arn:aws:iam::444455556666:role/puller' };
    const OTHER = { type: 'aws-role', roleArn: 'arn:aws:iam::444455556666:role/other' };
    expect(planned().mints.map(({ source }) => source)).toMatchObject([
      { kind: 'ecr', region: 'us-east-1', partition: 'aws' },
      { kind: 'ecr', region: 'us-west-2', partition: 'aws' },
      { kind: 'ecr-public' },
      { kind: 'ecr', region: 'us-east-1', partition: 'aws', identity: PULLER },
      { kind: 'ecr', region: 'us-east-1', partition: 'aws', identity: OTHER },
    ]);
    expect(namesDue()).toEqual([
      [`DOCKER_REGISTRY_${EAST}`, 'again', `DOCKER_REGISTRY_${EAST_TOO}`],
      [`DOCKER_REGISTRY_${WEST}`],
      ['DOCKER_REGISTRY_public.ecr.aws'],
      ['as-puller', 'as-same-role'],
      ['as-other'],
    ]);
  });

  test('however many hosts and publications there are', () => {
    const accounts = fc.uniqueArray(fc.stringMatching(/^\d{12}$/), { minLength: 1, maxLength: 20 });
    fc.assert(
      fc.property(accounts, (accounts) => {
        const hosts = accounts.map(
          (account) => `  - { host: ${account}.dkr.ecr.us-east-1.amazonaws.com, publish: [file] }\n`,
        );
        const config = compile(`registries:\n${hosts.join('')}`, 'registries.yml');
        const { mints } = planned({ config });
        expect(mints).toHaveLength(1);
        expect(mints[0]?.due).toHaveLength(accounts.length);
      }),
    );
  });
});

describe('what a run is for', () => {
  test('only the registries that the function serves', () => {
    expect(namesDue({ name: 'refreshStored' })).toEqual([]);
  });

  test('only the hosts that were asked for, with all their publications', () => {
    expect(namesDue({ request: { registries: [EAST] } })).toEqual([
      [`DOCKER_REGISTRY_${EAST}`, 'again'],
      ['as-puller'],
      ['as-other'],
    ]);
  });

  test('nothing, where no registry is left', () => {
    expect(planned({ name: 'refreshArtifactRegistry', request: { registries: ['public.ecr.aws'] } })).toEqual(
      {
        mints: [],
        fresh: [],
      },
    );
  });
});

const ID = `["file",".pullkeeper/secrets.json","DOCKER_REGISTRY_${WEST}"]`;

/** West as the ledger knows it: minted some time ago, living for some time. */
function entry(ageMs: number, lifeMs = 12 * HOUR, more: Partial<Entry['published']> = {}): Entry {
  const at = (time: number) => new Date(time).toISOString();
  const published = {
    host: WEST,
    format: 'docker-auth',
    fingerprint: '00000000',
    mintedAt: at(NOW - ageMs),
    publishedAt: at(NOW - ageMs),
    expiresAt: at(NOW - ageMs + lifeMs),
    ...more,
  } as const;
  return { id: ID, published };
}

function verdictOn(known: Entry | undefined, request: Partial<Input['request']> = {}): 'due' | 'fresh' {
  const { mints, fresh } = planned({
    entries: known ? [known] : [],
    request: { registries: [WEST], ...request },
  });
  expect([...mints.flatMap(({ due }) => due), ...fresh]).toMatchObject([
    {
      registry: expect.objectContaining({ publish: expect.any(Array) }),
      publication: expect.objectContaining({ id: ID }),
      ...(known && { entry: known }),
    },
  ]);
  return fresh.length > 0 ? 'fresh' : 'due';
}

describe('a publication is left alone', () => {
  test.each([
    ['when it was published this moment', entry(0)],
    ['when a doubled event comes a minute later', entry(MINUTE)],
    ['until half a cadence has passed', entry(CADENCE / 2 - 1)],
    ['when only a single run may be missed in its life', entry(10 * MINUTE, 3 * CADENCE)],
    ['when it lives past the next run, and no longer', entry(0, CADENCE + MINUTE)],
  ])('%s', (_, known) => {
    expect(verdictOn(known)).toBe('fresh');
  });
});

describe('a publication is due', () => {
  const { published: _, ...neverPublished } = entry(0);

  test.each([
    ['when nothing is known of it', undefined],
    ['when it has never been published', neverPublished],
    [
      'when it failed last time, whatever is published',
      { ...entry(0), failed: { kind: 'denied', reason: 'no', at: '' } } as const,
    ],
    ['when half a cadence has passed', entry(CADENCE / 2)],
    ['when a run is on time', entry(CADENCE)],
    ['when it has died', entry(13 * HOUR)],
    ['when it dies before the next run', entry(0, CADENCE)],
    [
      'when it is left alone once too often to survive the missed runs that it should',
      entry(11 * MINUTE, 3 * CADENCE + 10 * MINUTE),
    ],
    ['when it was minted in the future', entry(-1)],
    ['when it is published in another format', entry(0, 12 * HOUR, { format: 'password' })],
    ['when it is published for another host', entry(0, 12 * HOUR, { host: EAST })],
    ['when the ledger knows another by a like name', { ...entry(0), id: `${ID}x` }],
  ])('%s', (_, known) => {
    const { mints } = planned({ entries: known ? [known] : [], request: { registries: [WEST] } });
    expect(mints).toHaveLength(1);
  });

  test('when it is forced, however fresh it is', () => {
    expect(verdictOn(entry(0))).toBe('fresh');
    expect(verdictOn(entry(0), { force: true })).toBe('due');
  });

  test('when the times in the ledger are none', () => {
    expect(verdictOn(entry(0, 0, { mintedAt: 'yesterday', expiresAt: 'tomorrow' }))).toBe('due');
  });
});

describe('the promise', () => {
  const LIFE = 12 * HOUR;
  const config = compile(`registries: [{ host: ${WEST}, publish: [file] }]`, 'registries.yml');

  /** Time between runs, of which three must fit into a life; and what happens on each scheduled occasion. */
  const cadence = fc.integer({ min: MINUTE, max: LIFE / 3 - 1 });
  const occasion = fc.record({
    missed: fc.boolean(),
    /** Runs in between: a doubled event, a retry, a call by hand; as parts of the cadence. */
    extra: fc.array(fc.double({ min: 0, max: 0.999, noNaN: true }), { maxLength: 2 }),
  });

  test('no 12-hour token dies, whichever two runs in a row are missed and whatever comes between', () => {
    fc.assert(
      fc.property(cadence, fc.array(occasion, { maxLength: 40 }), (cadenceMs, occasions) => {
        let known: Entry | undefined;
        let missed = 0;
        const run = (time: number) => {
          const { mints } = planned({
            config,
            cadenceMs,
            entries: known ? [known] : [],
            now: new Date(time),
          });
          if (known?.published) expect(Date.parse(known.published.expiresAt ?? '')).toBeGreaterThan(time);
          if (mints.length > 0) known = entry(NOW - time, LIFE);
        };

        run(NOW);
        for (const [index, occasion] of occasions.entries()) {
          const time = NOW + (index + 1) * cadenceMs;
          missed = occasion.missed && missed < 2 ? missed + 1 : 0;
          if (missed > 0) continue;
          run(time);
          for (const part of occasion.extra.toSorted()) run(Math.floor(time + part * cadenceMs));
        }
      }),
      { numRuns: 500 },
    );
  });

  test('what is left alone outlives as many missed runs as its life allows', () => {
    const age = fc.integer({ min: -HOUR, max: 24 * HOUR });
    const life = fc.integer({ min: 0, max: 24 * HOUR });
    fc.assert(
      fc.property(cadence, age, life, (cadenceMs, age, life) => {
        const { fresh } = planned({ config, cadenceMs, entries: [entry(age, life)] });
        fc.pre(fresh.length > 0);
        const minutes = Math.floor(life / MINUTE) * MINUTE;
        expect(life - age).toBeGreaterThan((missesSurvived(minutes, cadenceMs) + 1) * cadenceMs);
      }),
    );
  });
});

describe('the order of a run', () => {
  const hosts = [EAST, EAST_TOO, WEST];
  const config = compile(
    `registries:\n${hosts.map((host) => `  - { host: ${host}, publish: [file, { backend: file, name: again-${host} }] }`).join('\n')}`,
    'registries.yml',
  );
  const publications = config.registries.flatMap(({ publish }) => publish);

  /** The mints of a run, each with its secrets, by their numbers in the file; the entries are by number, too. */
  function order(known: Record<number, Partial<Entry> & { left?: number }>): number[][] {
    const entries = Object.entries(known).flatMap(([number, { left = 1, ...more }]) => {
      const publication = publications[Number(number)];
      if (publication === undefined) return [];
      const { id, host } = publication;
      return { ...entry(5 * HOUR, (5 + left) * HOUR, { host }), id, ...more };
    });
    return planned({ config, entries }).mints.map(({ due }) =>
      due.map(({ publication }) => publications.indexOf(publication)),
    );
  }

  const failed = { kind: 'denied', reason: 'no', at: '' } as const;
  const mintedAt = new Date(NOW - 5 * HOUR).toISOString();
  const endless = (number: number): Partial<Entry> => {
    const { host = '', format = 'raw' } = publications[number] ?? {};
    return { published: { host, format, fingerprint: 'f', mintedAt, publishedAt: mintedAt } };
  };

  test('what was never published comes first, then what dies first', () => {
    const known = { 0: { left: 4 }, 2: { left: 3 }, 3: { left: 2 }, 4: { left: 6 }, 5: { left: 5 } };
    expect(order(known)).toEqual([
      [1, 3, 2, 0],
      [5, 4],
    ]);
  });

  test('what failed last time comes after all others, unless it was not tried', () => {
    const known = {
      0: { left: 4, failed },
      1: { left: 1, failed },
      2: { left: 3 },
      3: { left: 2, failed: { ...failed, untried: true as const } },
    };
    expect(order(known)[1]).toEqual([3, 2, 1, 0]);
  });

  test('what has no end comes after what has one', () => {
    expect(order({ 0: endless(0), 1: { left: 9 }, 2: { left: 8 }, 3: endless(3) })[1]?.slice(0, 2)).toEqual([
      2, 1,
    ]);
  });

  test('the mint of what dies first comes first', () => {
    const all = {
      0: { left: 3 },
      1: { left: 3 },
      2: { left: 3 },
      3: { left: 3 },
      4: { left: 4 },
      5: { left: 2 },
    };
    expect(order(all)).toEqual([
      [5, 4],
      [0, 1, 2, 3],
    ]);
    expect(order({ ...all, 5: { left: 2, failed }, 4: { left: 4, failed } })[0]).toEqual([0, 1, 2, 3]);
  });

  test('a secret without an end is fresh for half a cadence', () => {
    const [publication] = publications.slice(4);
    if (publication === undefined) throw new Error('nothing is published');
    const known = { publication, entry: { id: publication.id, ...endless(4) } };
    const isFreshAfter = (ms: number) => isFresh(known, new Date(NOW - 5 * HOUR + ms), CADENCE);
    expect([isFreshAfter(0), isFreshAfter(CADENCE / 2 - 1), isFreshAfter(CADENCE / 2)]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('shards', () => {
  test('have every publication once, each host in one of them, in parts of about the same size', () => {
    const hosts = Array.from(
      { length: 1_600 },
      (_, index) => `${111_000_000_000 + index}.dkr.ecr.us-east-1.amazonaws.com`,
    );
    const lines = hosts.map(
      (host) => `  - { host: ${host}, publish: [file, { backend: file, name: "again-${host}" }] }`,
    );
    const config = compile(`registries:\n${lines.join('\n')}`, 'registries.yml');
    const shards = Array.from({ length: 16 }, (_, index) => ({ number: index + 1, of: 16 }));
    const parts = shards.map((shard) =>
      planned({ config, request: { shard } }).mints.flatMap(({ due }) =>
        due.map(({ publication }) => publication),
      ),
    );

    expect(parts.flat()).toHaveLength(3_200);
    expect(new Set(parts.flat()).size).toBe(3_200);
    for (const part of parts) {
      expect(new Set(part.map(({ host }) => host)).size).toBe(part.length / 2);
      expect(part.length).toBeGreaterThan(130);
      expect(part.length).toBeLessThan(270);
    }
  });
});

describe('a retry', () => {
  const scheduledAt = new Date(NOW - 8 * MINUTE);

  test.each([
    [
      'does again what failed after it was published',
      { ...entry(7 * MINUTE, HOUR), failed: { kind: 'denied', reason: 'no', at: '' } } as const,
      'due',
    ],
    ['leaves what was published in the moment of the event', entry(8 * MINUTE, HOUR), 'fresh'],
    ['leaves what an earlier attempt of the same event has published', entry(7 * MINUTE, HOUR), 'fresh'],
    ['does again what was published before the event', entry(9 * MINUTE, HOUR), 'due'],
    ['does again what was minted in the future', entry(-MINUTE, HOUR), 'due'],
  ])('%s', (_, known, verdict) => {
    const cadenceMs = 10 * MINUTE;
    const { fresh } = planned({
      cadenceMs,
      entries: [known],
      request: { registries: [WEST], scheduledAt },
    });
    expect(fresh.length > 0 ? 'fresh' : 'due').toBe(verdict);
  });
});

describe('the versions of a secret that a place takes in a day', () => {
  const config = compile(
    `backends: { file: { type: aws-secrets-manager, region: us-east-1 } }\nregistries: [{ host: ${WEST}, publish: [file] }]`,
    'registries.yml',
  );
  const halfHour = NOW / (30 * MINUTE);
  const id = config.registries[0]?.publish[0]?.id ?? '';
  const written = (writes: Writes, lifeMs = 12 * HOUR): Entry => ({
    ...entry(CADENCE, lifeMs, { writes }),
    id,
  });

  test.each([
    [
      'are used up, and the stored token lives past the second-next run',
      written([
        [halfHour - 40, 60],
        [halfHour - 3, 40],
      ]),
      'postponed',
    ],
    [
      'are used up, and the stored token lives past the next run',
      written([[halfHour, 100]], 2.5 * CADENCE),
      'postponed',
    ],
    [
      'are used up, and the stored token dies before the next run',
      written([[halfHour, 100]], 2 * CADENCE),
      'due',
    ],
    ['would be used up by the writes that no run can skip', written([[halfHour, 98]]), 'postponed'],
    [
      'are not used up',
      written([
        [halfHour - 40, 59],
        [halfHour - 3, 40],
      ]),
      'due',
    ],
    [
      'are used up, and the stored token lives hardly two cadences, past the next run',
      written([[halfHour, 100]], 2.1 * CADENCE),
      'postponed',
    ],
    ['would be used up by writes that come four times a day', written([[halfHour, 94]], 4 * CADENCE), 'due'],
    [
      'would be used up by writes that come four times a day, and one more',
      written([[halfHour, 96]], 4 * CADENCE),
      'postponed',
    ],
    ['were used up more than a day ago', written([[halfHour - 49, 100]]), 'due'],
  ])('%s', (_, known, verdict) => {
    const { fresh, mints } = planned({ config, entries: [known] });
    const postponed = fresh.filter(({ isPostponed }) => isPostponed);
    expect([postponed.length, mints.length]).toEqual(verdict === 'postponed' ? [1, 0] : [0, 1]);
  });

  test('do not hold up what is forced', () => {
    const known = written([[halfHour, 100]]);
    expect(planned({ config, entries: [known], request: { force: true } }).mints).toHaveLength(1);
  });
});
