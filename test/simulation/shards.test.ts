import { expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { RUN_TIMEOUT_MS, runReserveMs } from '../../lib/config/schema/refresh-functions.ts';
import { shardsOf } from '../../lib/config/shard.ts';
import { scopesOf } from '../../lib/ledger/scope.ts';
import type { Outcome } from '../../lib/refresh/report.ts';
import { refresh } from '../../lib/refresh/run.ts';
import { isReliability } from '../reliability-page.ts';
import type { Air } from './calls.ts';
import { Clouds } from './clouds.ts';
import { Random } from './random.ts';
import { VirtualTime } from './virtual-time.ts';
import { Weather } from './weather.ts';

const HOUR = 3_600_000;
const CADENCE_MS = 3 * HOUR;
const REGIONS = ['us-east-1', 'eu-west-1', 'ap-southeast-2'];

function configOf(publications: number) {
  const hosts = Array.from(
    { length: publications / REGIONS.length },
    (_, index) =>
      `  - { host: ${111_000_000_000 + index}.dkr.ecr.${REGIONS[index % 2]}.amazonaws.com, publish: [${REGIONS}] }`,
  );
  const backends = REGIONS.map((region) => `  ${region}: { type: aws-secrets-manager, region: ${region} }`);
  return compile(`backends:\n${backends.join('\n')}\nregistries:\n${hosts.join('\n')}\n`, 'registries.yml');
}

/** Runs all shards one after another, as their schedules do, for some cadences; `lost` shards never get their event. */
async function runsOf(publications: number, of: number, cadences: number, lost: readonly number[] = []) {
  const config = configOf(publications);
  const time = new VirtualTime(Date.parse('2026-01-01T00:00:00Z'));
  const random = new Random(1);
  const weather = new Weather(random, time, 2);
  weather.clear(time.now(), Number.POSITIVE_INFINITY);
  const air: Air = { time, weather, random, container: { killed: false, skewMs: 0 } };
  const clouds = new Clouds();
  const runs: { shard: number; tookMs: number; rowsRead: number; publications: Outcome[] }[] = [];

  const run = async (number: number) => {
    const startedAt = time.now();
    const scheduledAt = new Date(startedAt);
    const ledger = clouds.ledger(air);
    let rowsRead = 0;
    const deadline = new AbortController();
    const ended = new AbortController();
    time
      .sleep(RUN_TIMEOUT_MS - runReserveMs(Math.ceil(publications / of)), ended.signal)
      .then(() => deadline.abort(new Error('the time is up')))
      .catch(() => {});
    const report = await refresh(
      {
        config,
        name: 'refreshEcr',
        cadenceMs: CADENCE_MS,
        request: { force: false, dryRun: false, shard: { number, of }, scheduledAt },
        signal: deadline.signal,
      },
      {
        env: { PULLKEEPER_SHARDS: String(of) },
        now: () => new Date(time.now()),
        wait: (ms, signal) => time.sleep(ms, signal),
        ledger: {
          ...ledger,
          entries: async (scopes) => {
            const entries = await ledger.entries(scopes);
            rowsRead = entries.length;
            return entries;
          },
        },
        log: () => {},
        clouds: {
          openSource: async (spec) => clouds.source(spec, air),
          openBackend: async () => clouds.backend('aws-secrets-manager', air),
          probe: async () => ({ verdict: 'signs-in' }),
        },
      },
    );
    ended.abort();
    runs.push({ shard: number, tookMs: time.now() - startedAt, rowsRead, publications: report.publications });
  };

  const begin = time.now();
  const all = (async () => {
    for (let round = 0; round < cadences; round++) {
      for (const { number } of shardsOf(of)) {
        await time.sleep(begin + round * CADENCE_MS + ((number - 1) * CADENCE_MS) / of - time.now());
        if (!lost.includes(number)) await run(number);
      }
    }
  })();
  await time.runUntil(begin + (cadences + 1) * CADENCE_MS);
  await all;
  return { config, runs, clouds, air, time };
}

const CASES: [publications: number, shards: number][] = [
  [1_200, 4],
  ...(isReliability ? [[45_000, 16] as [number, number]] : []),
];

test.each(CASES)(
  '%d publications in %d shards are each published once a cadence, in time, by their own shard',
  { timeout: 600_000 },
  async (publications, of) => {
    const { runs } = await runsOf(publications, of, 2);
    expect(runs).toHaveLength(2 * of);
    const owner = new Map<string, number>();
    for (const [round, first] of [
      [0, runs.slice(0, of)],
      [1, runs.slice(of)],
    ] as const) {
      const written = new Set<string>();
      for (const { shard, tookMs, rowsRead, publications: own } of first) {
        expect(tookMs).toBeLessThan(RUN_TIMEOUT_MS / 2);
        expect(rowsRead).toBe(round === 0 ? 0 : own.length);
        expect(own.length).toBeLessThan((1.5 * publications) / of);
        for (const { backend, name, outcome } of own) {
          const place = `${backend} ${name}`;
          if (outcome !== 'published') expect.fail(`${place} in shard ${shard}: ${outcome}`);
          if (written.has(place)) expect.fail(`${place} was published by two shards`);
          if ((owner.get(place) ?? shard) !== shard) expect.fail(`${place} has moved to another shard`);
          written.add(place);
          owner.set(place, shard);
        }
      }
      expect(written.size).toBe(publications);
    }
    const longest = Math.max(...runs.map(({ tookMs }) => tookMs));
    if (isReliability) console.log(`${publications} in ${of} shards: the longest run takes ${longest} ms`);
  },
);

test('a shard that never runs costs its own hosts and no others', async () => {
  const { runs, clouds, air, config, time } = await runsOf(1_200, 4, 2, [2]);
  const published = runs.flatMap(({ publications }) => publications);
  expect(published.every(({ outcome }) => outcome === 'published')).toBe(true);
  const entries = clouds.ledger(air).entries(scopesOf('refreshEcr', 4, { number: 2, of: 4 }));
  await time.runUntil(time.now() + HOUR);
  expect(await entries).toEqual([]);
  const hosts = new Set(published.map(({ host }) => host));
  expect(config.registries.length - hosts.size).toBeGreaterThan(50);
  expect(hosts.size).toBeGreaterThan(250);
});
