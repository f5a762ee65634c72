import { beforeAll, describe, expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { missesSurvived } from '../../lib/config/schedule.ts';
import { duration } from '../../lib/text/duration.ts';
import { expectPart } from '../reliability-page.ts';
import { type Account, accountOf } from './account.ts';
import { simulate } from './simulate.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SEED = 1;

/** The probe asks real registries over HTTP, and has tests of its own. */
const registries = (schedule = '') => `
schedule: { ${schedule} }
backends:
  aws: { type: aws-secrets-manager, region: us-east-1 }
  baseten: { type: baseten, apiKey: { from: env, id: BASETEN_API_KEY } }
  google: { type: google-secret-manager, project: acme-models, identity: gar }
identities:
  gar:
    type: google-workload-identity
    provider: projects/1234567890/locations/global/workloadIdentityPools/aws/providers/lambda
    serviceAccount: puller@acme-models.iam.gserviceaccount.com
registries:
  - { host: 111122223333.dkr.ecr.us-east-1.amazonaws.com, probe: off, publish: [aws, baseten] }
  - { host: 111122223333.dkr.ecr.eu-west-1.amazonaws.com, probe: off, publish: [aws] }
  - { host: public.ecr.aws, probe: off, publish: [aws] }
  - { host: us-docker.pkg.dev, probe: off, identity: gar, publish: [baseten, google] }
`;

async function livedThrough(spares: boolean, { days = 365, schedule = '' } = {}) {
  const config = compile(registries(schedule), 'registries.yml');
  const simulated = await simulate({ config, days, seed: SEED, longestOutageMs: 14 * HOUR, spares });
  return {
    ecr: accountOf('refreshEcr', simulated),
    google: accountOf('refreshArtifactRegistry', simulated),
  };
}

type Year = Awaited<ReturnType<typeof livedThrough>>;

describe('in a year of outages, throttling, slow calls, lost, late and doubled events, and killed functions', () => {
  let spared: Year;
  let hard: Year;
  beforeAll(async () => {
    spared = await livedThrough(true);
    hard = await livedThrough(false);
  }, 400_000);

  test('in which two runs in a row are missed and never a third, nothing is ever dead', () => {
    for (const { deaths, leastLeftMs, streaks } of Object.values(spared)) {
      expect(streaks).toHaveLength(3);
      expect(streaks[2]).toBeGreaterThan(100);
      expect(deaths).toBe(0);
      expect(leastLeftMs).toBeGreaterThan(0);
    }
  });

  test('nothing dies before a third run in a row is missed', () => {
    for (const { deaths, earlyDeaths } of Object.values(hard)) {
      expect(deaths).toBeGreaterThan(50);
      expect(earlyDeaths).toBe(0);
    }
  });

  test('an alarm stood before every death: hours for ECR, a quarter of an hour for Google', () => {
    expect(hard.ecr.leastWarningMs).toBeGreaterThan(2.75 * HOUR);
    expect(hard.google.leastWarningMs).toBeGreaterThan(13 * MINUTE);
  });

  test('the figures are those of docs/reliability.md', async () => {
    const page = figures({ spared, hard });
    console.info(page);
    await expectPart('figures', page);
  });
});

describe('under a schedule of', () => {
  test.each([
    ['refreshEcr: 2 h, refreshArtifactRegistry: 10 min', 4, 4],
    ['refreshEcr: 200 min, refreshArtifactRegistry: 12 min', 2, 3],
    ['refreshEcr: 4 h, refreshArtifactRegistry: 20 min', 1, 1],
    ['refreshEcr: 350 min, refreshArtifactRegistry: 25 min', 1, 1],
  ])(
    '%s, nothing dies while it is survived how many runs are missed',
    { timeout: 200_000 },
    async (schedule, ecr, google) => {
      const { schedule: cadences } = compile(registries(schedule), 'registries.yml');
      expect(missesSurvived(12 * HOUR, cadences.refreshEcr)).toBe(ecr);
      expect(missesSurvived(HOUR, cadences.refreshArtifactRegistry)).toBe(google);

      const spared = await livedThrough(true, { days: 40, schedule });

      expect([spared.ecr.streaks.length - 1, spared.google.streaks.length - 1]).toEqual([ecr, google]);
      expect([spared.ecr.deaths, spared.google.deaths]).toEqual([0, 0]);
    },
  );
});

/** Rounded: what they are to the last digit follows from the seed, and says nothing. */
function figures({ spared, hard }: { spared: Year; hard: Year }): string {
  const row = (what: string, say: (account: Account) => string) =>
    `| ${what} | ${[spared.ecr, spared.google, hard.ecr, hard.google].map(say).join(' | ')} |`;
  const count = (number = 0) => Number(number.toPrecision(2)).toLocaleString('en-US');
  const atLeast = (ms: number) => duration(Math.floor(ms / MINUTE) * MINUTE);
  const sum = (numbers: number[]) => numbers.reduce((total, number) => total + number, 0);
  return [
    '| | ECR, at most two missed in a row | Google, at most two | ECR, no limit | Google, no limit |',
    '| --- | ---: | ---: | ---: | ---: |',
    row('runs', ({ runs }) => count(runs)),
    row('secrets published', ({ published }) => count(published)),
    row('secrets that a run did not renew', ({ missed }) => count(missed)),
    row('… in two runs in a row', ({ streaks }) => count(streaks[2])),
    row('… in three and more', ({ streaks }) => count(sum(streaks.slice(3)))),
    row('deaths', ({ deaths }) => count(deaths)),
    row('… before a third run was missed', ({ earlyDeaths }) => count(earlyDeaths)),
    row('least life left at any moment', ({ leastLeftMs }) => atLeast(leastLeftMs)),
    row('least time from alarm to death', ({ deaths, leastWarningMs }) =>
      deaths === 0 ? 'nothing died' : atLeast(leastWarningMs),
    ),
  ].join('\n');
}
