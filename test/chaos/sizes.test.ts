import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import type { Outcome, Report } from '../../lib/refresh/report.ts';
import { expectPart, isReliability } from '../reliability-page.ts';
import { Random } from '../simulation/random.ts';
import { VirtualTime } from '../simulation/virtual-time.ts';
import { attempt } from './attempt.ts';
import { Clouds } from './clouds.ts';
import { backendNames, type FaultKind, mintNames } from './fault.ts';
import { partsOf } from './part.ts';
import { registriesOf } from './setting.ts';
import { START, type World } from './world.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;
const SIZES = [10, 100, ...(isReliability ? [1_000] : [])];

/** What a service is called on the page, and in the faults. */
const SERVICES = [
  ['ECR in one region', 'mint ecr us-east-1', ['hang', 'down', 'throttled', 'denied', 'short']],
  ['the role of one account', 'mint by 111122220000', ['hang', 'denied']],
  [
    'AWS Secrets Manager in one region',
    'backend aws|us-east-1',
    ['hang', 'down', 'slow', 'throttled', 'denied', 'answer lost'],
  ],
  ['Baseten', 'backend baseten|research', ['hang', 'down', 'slow', 'throttled', 'denied', 'answer lost']],
  ['all registries', 'registry', ['hang', 'down', 'slow']],
  ['the ledger', 'ledger', ['hang', 'down', 'slow', 'throttled', 'answer lost']],
] as const satisfies readonly (readonly [string, string, readonly FaultKind[]])[];

const WORDS: Readonly<Partial<Record<FaultKind, string>>> = {
  hang: 'hangs',
  down: 'is down',
  slow: 'is slow',
  throttled: 'throttles',
  denied: 'denies',
  'answer lost': 'loses its answers',
  short: 'mints for two hours',
};

const CASES = SERVICES.flatMap(([title, where, kinds]) =>
  kinds.map((kind) => ({ title, where, kind, word: WORDS[kind] ?? kind })),
);
const rows: string[] = [];

/** Two places for each host; every second host is minted for by a role of its own account. */
function settingOf(publications: number): Parameters<typeof registriesOf>[0] {
  const regions = ['us-east-1', 'eu-west-1'];
  const hosts = Array.from({ length: publications / 2 }, (_, index) => {
    const account = String(111_122_220_000 + index);
    const host = `${account}.dkr.ecr.${regions[Math.floor(index / 2) % 2]}.amazonaws.com`;
    return { host, publish: ['us', 'baseten'], ...(index % 2 === 0 && { role: account }) };
  });
  return {
    hosts,
    backends: { us: 'aws|us-east-1', baseten: 'baseten|research' },
    shards: 1,
    canary: false,
    cadences: { refreshEcr: '3 h', refreshArtifactRegistry: '15 min' },
  };
}

test.each(CASES)(
  'while $title $word, everything else is published, and the retry repairs the rest',
  { timeout: 240_000 },
  async ({ title, where, kind, word }) => {
    const cells: string[] = [];
    for (const size of SIZES) {
      const { during, after, tookMs, isReached } = await runsThrough(where, kind, size);
      const failed = during.publications.filter(({ outcome }) => outcome === 'failed');
      expect(failed.filter((each) => !isReached(each))).toEqual([]);
      expect(during.publications).toHaveLength(size);
      expect(after.counts.failed).toBe(0);
      expect(after.counts.published).toBeGreaterThanOrEqual(failed.length);
      cells.push(`${failed.length}, ${Math.ceil(tookMs / 1_000)} s`);
    }
    const row = `| ${[title, word, ...cells].join(' | ')} |`;
    rows.push(row);
    expect(isReliability ? row : readFileSync('docs/reliability.md', 'utf8')).toContain(row.slice(0, -1));
  },
);

test.runIf(isReliability)('docs/reliability.md has a line for each service and fault', async () => {
  const head = ['service', 'fault', ...SIZES.map((size) => `of ${size.toLocaleString('en')} publications`)];
  const lines = [`| ${head.join(' | ')} |`, `| --- | --- |${' ---: |'.repeat(SIZES.length)}`, ...rows];
  await expectPart('sizes', lines.join('\n'));
});

/** A healthy run; one in which something fails from beginning to end; and the retry of it. */
async function runsThrough(where: string, kind: FaultKind, size: number) {
  const time = new VirtualTime(START);
  const random = new Random(size);
  const clouds = new Clouds(
    random,
    () => {},
    () => {},
  );
  const config = compile(registriesOf(settingOf(size)), 'registries.yml');
  const world: World = { config, shards: 1, time, random, clouds, calmFrom: START };
  const reports: Report[] = [];
  const witness = {
    begin() {},
    end() {},
    silent: () => expect.fail('the run did not say that it had failed'),
    overran: () => expect.fail('the run did not end in time'),
    crashed: (_: unknown, error: unknown) => expect.fail(String(error)),
    report: (_: unknown, report: Report) => void reports.push(report),
  };
  const run = (scheduledAt: number) =>
    attempt(
      { name: 'refreshEcr', order: { scheduledAt }, options: { skewMs: 0, killAt: undefined } },
      world,
      witness,
    );
  let tookMs = 0;
  const all = (async () => {
    await run(time.now());
    await time.sleep(START + 3 * HOUR - time.now());
    const startedAt = time.now();
    const fault = { where, kind, from: startedAt, until: startedAt + 5 * MINUTE };
    clouds.faults.push(fault);
    await run(startedAt);
    tookMs = time.now() - startedAt;
    fault.until = time.now();
    await time.sleep(MINUTE);
    await run(startedAt);
  })();
  await time.runUntil(START + 4 * HOUR);
  await all;
  const [, during, after] = reports;
  if (during === undefined || after === undefined) expect.fail('a run has no report');
  const names = new Map(
    partsOf({ name: 'refreshEcr', config, order: {} }).map(({ registry, publication }) => [
      publication.name + publication.backend,
      [...mintNames(registry.source), ...backendNames(publication)],
    ]),
  );
  const isReached = ({ name, backend }: Outcome) => names.get(name + backend)?.includes(where) === true;
  return { during, after, tookMs, isReached };
}
