import { describe, expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { cadenceOf } from '../../lib/config/schema/cadence.ts';
import { Failure } from '../../lib/failure.ts';
import { refresh } from '../../lib/refresh/run.ts';
import { Clouds, type Token } from './clouds.ts';
import { Random } from './random.ts';
import { VirtualTime } from './virtual-time.ts';
import { Weather } from './weather.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;
const START = Date.parse('2026-01-01T00:00:00Z');

/** Lambda tries an event that failed twice more. */
const ATTEMPTS_AFTER_MS = [0, MINUTE, 2 * MINUTE];

/** Google tokens on a schedule, for days in which one publication fails each time and so every event is tried three times. */
async function daysWithOneFailing(cadence: string, days: number, knowsEvent: boolean) {
  const config = compile(
    `
schedule: { refreshArtifactRegistry: ${cadence} }
backends:
  aws: { type: aws-secrets-manager, region: us-east-1 }
  locked: { type: aws-secrets-manager, region: eu-west-1 }
identities:
  gar:
    type: google-workload-identity
    provider: projects/1234567890/locations/global/workloadIdentityPools/aws/providers/lambda
    serviceAccount: puller@acme-models.iam.gserviceaccount.com
registries: [{ host: us-docker.pkg.dev, probe: off, identity: gar, publish: [aws, locked] }]
`,
    'registries.yml',
  );
  const cadenceMs = cadenceOf(cadence) ?? 0;
  const time = new VirtualTime(START);
  const random = new Random(1);
  const weather = new Weather(random, time, 2);
  weather.clear(START, Number.POSITIVE_INFINITY);
  const air = { time, weather, random, container: { killed: false, skewMs: 0 } };
  const writes: { at: number; token: Token | undefined }[] = [];
  const clouds = new Clouds((_service, _target, token) => void writes.push({ at: time.now(), token }));
  const denied = async () => {
    throw new Failure('denied', 'not allowed', { hint: 'grant it' });
  };

  const isLocked = (to: object) =>
    config.registries.some(({ publish }) =>
      publish.some((each) => each.to === to && each.backend === 'locked'),
    );

  const attempt = async (scheduledAt: number) => {
    const report = await refresh(
      {
        config,
        name: 'refreshArtifactRegistry',
        cadenceMs,
        request: {
          force: false,
          dryRun: false,
          ...(knowsEvent && { scheduledAt: new Date(scheduledAt) }),
        },
        signal: new AbortController().signal,
      },
      {
        env: {},
        now: () => new Date(time.now()),
        wait: (ms, signal) => time.sleep(ms, signal),
        ledger: clouds.ledger(air),
        log: () => {},
        clouds: {
          openSource: async (spec) => clouds.source(spec, air),
          openBackend: async (options) =>
            isLocked(options) ? { publish: denied } : clouds.backend('aws-secrets-manager', air),
        },
      },
    );
    expect(report.counts.failed).toBe(1);
  };
  const schedule = (async () => {
    for (let slot = START; slot < START + days * DAY; slot += cadenceMs) {
      await time.sleep(slot - time.now());
      for (const pause of ATTEMPTS_AFTER_MS) {
        await time.sleep(pause);
        await attempt(slot);
      }
    }
  })();
  await time.runUntil(START + days * DAY + DAY);
  await schedule;
  return writes;
}

describe('while one publication fails for good, and Lambda tries every run three times,', () => {
  test.each([
    ...['15 min', '17 min', '19 min', '20 min', '24 min', '25 min', '29 min'].map(
      (each) => [each, true] as const,
    ),
    ...['15 min', '20 min', '25 min'].map((each) => [each, false] as const),
  ])(
    'a run every %s writes what is well once, and it never dies (the event says when it was sent: %s)',
    async (cadence, knowsEvent) => {
      const cadenceMs = cadenceOf(cadence) ?? 0;
      const writes = await daysWithOneFailing(cadence, 2, knowsEvent);

      expect(writes).toHaveLength(Math.ceil((2 * DAY) / cadenceMs));
      for (const [index, { at }] of writes.entries()) {
        const before = writes[index - 1];
        if (before !== undefined) expect(before.token?.expiresAt).toBeGreaterThan(at);
      }
    },
  );
});
