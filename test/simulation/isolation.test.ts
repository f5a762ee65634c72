import { describe, expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { RUN_TIMEOUT_MS, runReserveMs } from '../../lib/config/schema/refresh-functions.ts';
import type { Outcome } from '../../lib/refresh/report.ts';
import { refresh } from '../../lib/refresh/run.ts';
import { isThorough } from '../reliability-page.ts';
import type { Air } from './calls.ts';
import { Clouds } from './clouds.ts';
import { Random } from './random.ts';
import { VirtualTime } from './virtual-time.ts';
import { Weather } from './weather.ts';

const HOUR = 3_600_000;
const REGIONS = ['us-east-1', 'eu-west-1'];
const PLACES = ['us', 'eu', 'baseten', 'google', 'fal'];

/** Half of the hosts are minted for by roles of many accounts; every host is published to five places. */
function registriesFor(publications: number): string {
  const hosts = Array.from({ length: publications / PLACES.length }, (_, index) => {
    const account = String(111_000_000_000 + index);
    const host = `${account}.dkr.ecr.${REGIONS[index % 2]}.amazonaws.com`;
    const identity = index % 4 < 2 ? '' : `identity: r${index}, `;
    return { account, index, line: `  - { host: ${host}, ${identity}publish: [${PLACES.join(', ')}] }` };
  });
  const roles = hosts
    .filter(({ index }) => index % 4 >= 2)
    .map(
      ({ account, index }) => `  r${index}: { type: aws-role, roleArn: 'arn:aws:iam::${account}:role/pull' }`,
    );
  return `
backends:
  us: { type: aws-secrets-manager, region: us-east-1 }
  eu: { type: aws-secrets-manager, region: eu-west-1 }
  baseten: { type: baseten, apiKey: { from: env, id: BASETEN_API_KEY } }
  fal: { type: fal, key: { from: env, id: FAL_KEY } }
  google: { type: google-secret-manager, project: acme-models, identity: gar }
identities:
  gar:
    type: google-workload-identity
    provider: projects/1234567890/locations/global/workloadIdentityPools/aws/providers/lambda
    serviceAccount: puller@acme-models.iam.gserviceaccount.com
${roles.join('\n')}
registries:
${hosts.map(({ line }) => line).join('\n')}
`;
}

interface Hang {
  title: string;
  backend?: string;
  /** Told by the host, and by what the mint is asked for: both name the account of the role and the region. */
  mint?: (text: string) => boolean;
  ledger?: true;
  registry?: (host: string) => boolean;
}

const isSecondRole = (text: string) => [2, 3].includes(Number(/\d{12}/.exec(text)?.[0]) % 8);

/** Who hangs, for ever. */
const HANGS: Hang[] = [
  { title: 'Baseten', backend: 'baseten' },
  { title: 'AWS Secrets Manager in one region', backend: 'eu' },
  { title: 'Google Secret Manager', backend: 'google' },
  { title: 'fal', backend: 'fal' },
  { title: 'STS for every second account with a role', mint: isSecondRole },
  { title: 'ECR in one region', mint: (text) => text.includes('eu-west-1') },
  { title: 'the ledger', ledger: true },
  { title: 'every registry', registry: () => true },
  { title: 'half of the registries', registry: (host) => host.includes('us-east-1') },
];

const never = () => new Promise<never>(() => {});

async function runs(hang: Hang, publications: number) {
  const config = compile(registriesFor(publications), 'registries.yml');
  const time = new VirtualTime(Date.parse('2026-01-01T00:00:00Z'));
  const random = new Random(1);
  const weather = new Weather(random, time, 2);
  weather.clear(time.now(), Number.POSITIVE_INFINITY);
  const clouds = new Clouds();
  const air: Air = { time, weather, random, container: { killed: false, skewMs: 0 } };
  const input = {
    config,
    name: 'refreshEcr' as const,
    cadenceMs: 3 * HOUR,
    request: { force: false, dryRun: false },
  };
  const run = async () => {
    const startedAt = time.now();
    const deadline = new AbortController();
    const ended = new AbortController();
    time
      .sleep(RUN_TIMEOUT_MS - runReserveMs(publications), ended.signal)
      .then(() => deadline.abort(new Error('the time is up')))
      .catch(() => {});
    const report = await refresh(
      { ...input, signal: deadline.signal },
      {
        env: {},
        now: () => new Date(time.now()),
        wait: (ms, signal) => time.sleep(ms, signal),
        ledger: hang.ledger ? { entries: never, record: never } : clouds.ledger(air),
        log: () => {},
        clouds: {
          openSource: async (spec) =>
            hang.mint?.(JSON.stringify(spec)) ? { mint: never } : clouds.source(spec, air),
          openBackend: async (options) => {
            const publications = config.registries.flatMap(({ publish }) => publish);
            const own = publications.find(({ to }) => to === options);
            if (own?.backend === hang.backend) return { publish: never };
            return clouds.backend(options.type === 'baseten' ? 'baseten' : 'aws-secrets-manager', air);
          },
          probe: async ({ host }) => (hang.registry?.(host.host) ? never() : { verdict: 'signs-in' }),
        },
      },
    );
    ended.abort();
    return { report, tookMs: time.now() - startedAt };
  };
  const all = (async () => {
    const first = await run();
    await time.sleep(3 * HOUR - first.tookMs);
    return [first, await run()];
  })();
  await time.runUntil(time.now() + 4 * HOUR);
  return all;
}

const SIZES = [...[20, 100, 1_000], ...(isThorough ? [5_000] : [])];

describe.each(HANGS)('while $title hangs', (hang) => {
  const isReached = ({ host, backend }: Outcome) => backend === hang.backend || hang.mint?.(host) === true;

  test.each(SIZES)(
    'everything else of %d publications is published in every run',
    { timeout: 120_000 },
    async (size) => {
      for (const { report, tookMs } of await runs(hang, size)) {
        const reached = report.publications.filter(isReached);
        const healthy = report.publications.filter((each) => !isReached(each));
        expect(healthy.length).toBeGreaterThan(size / 3);
        expect(healthy.filter(({ outcome }) => outcome !== 'published')).toEqual([]);
        expect(reached.map(({ outcome }) => outcome)).toEqual(reached.map(() => 'failed'));
        expect(tookMs).toBeLessThan(RUN_TIMEOUT_MS - runReserveMs(size));
      }
    },
  );
});
