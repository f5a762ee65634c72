import { afterEach, describe, expect, test, vi } from 'vitest';
import { lambdaMachine } from '../../lib/refresh/machine.ts';
import { Secret } from '../../lib/secrecy/secret.ts';
import { printMeasurements } from '../../lib/telemetry/embedded-metrics.ts';
import { jsonLog } from '../../lib/telemetry/log.ts';
import { lambdaContext, scheduledEvent } from '../../scripts/rehearsal/invoke.ts';

afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

/** The lines that were printed meanwhile; each must be JSON and nothing else. */
async function printed(work: () => unknown): Promise<Record<string, unknown>[]> {
  const chunks: string[] = [];
  for (const stream of [process.stdout, process.stderr])
    vi.spyOn(stream, 'write').mockImplementation((chunk) => chunks.push(String(chunk)) > 0);
  await work();
  vi.restoreAllMocks();
  return chunks
    .join('')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line));
}

const EVENT = scheduledEvent(new Date('2026-11-21T12:00:00Z'));
const CONTEXT = lambdaContext('pullkeeper-prod-refreshEcr');

describe('a line of the log', () => {
  const machine = (event: unknown = EVENT) =>
    lambdaMachine({ PULLKEEPER_STAGE: 'prod', PULLKEEPER_STATE: '/nowhere' }, CONTEXT, event);

  test('says what, when, and of which invocation', async () => {
    const [line] = await printed(() =>
      machine().log('info', 'published', { host: 'ghcr.io', warning: undefined }),
    );

    expect(line).toStrictEqual({
      level: 'INFO',
      message: 'published',
      timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      service: 'pullkeeper',
      function: 'pullkeeper-prod-refreshEcr',
      stage: 'prod',
      requestId: CONTEXT.awsRequestId,
      eventId: EVENT.id,
      host: 'ghcr.io',
    });
  });

  test('has the stage "local" where nobody deployed it', async () => {
    const [line] = await printed(() => lambdaMachine({}, CONTEXT, EVENT).log('info', 'published'));
    expect(line?.stage).toBe('local');
  });

  test.each([
    [{ id: 'line\nbreak' }],
    [{ id: { secret: 'canary' } }],
    [{ id: 'x'.repeat(65) }],
    [{ id: 'x'.repeat(7) }],
    [{ id: `two words ${EVENT.id}` }],
    [{ id: `${EVENT.id} and more` }],
    ['canary'],
    [null],
  ])('says nothing of an event that is not from AWS: %j', async (event) => {
    const [line] = await printed(() => machine(event).log('info', 'published'));

    expect(line).not.toHaveProperty('eventId');
  });

  test('is left out below the level that is asked for', async () => {
    vi.stubEnv('LOG_LEVEL', 'WARN');
    const lines = await printed(() => {
      const log = jsonLog({});
      for (const level of ['info', 'warn', 'error'] as const) log(level, level);
    });

    expect(lines.map(({ level }) => level)).toEqual(['WARN', 'ERROR']);
  });

  test('prints no secret that is in it', async () => {
    const [line] = await printed(() =>
      jsonLog({})('info', 'x', { password: new Secret('canary'), deep: [new Secret('canary')] }),
    );

    expect(JSON.stringify(line)).not.toContain('canary');
  });

  test('prints no event, whatever the settings of Powertools say', async () => {
    vi.stubEnv('POWERTOOLS_LOGGER_LOG_EVENT', 'true');
    vi.stubEnv('POWERTOOLS_LOGGER_SAMPLE_RATE', '1');
    const lines = await printed(() => machine({ password: 'canary' }).log('info', 'published'));

    expect(JSON.stringify(lines)).not.toContain('canary');
  });
});

describe('a measurement', () => {
  const print = (dimensions: Record<string, string>, SecondsToLive = 43_200) =>
    printed(() =>
      printMeasurements([{ dimensions, values: { SecondsToLive } }], { stage: 'prod', requestId: 'r' }),
    );

  test('is one line in the format that CloudWatch takes its metrics from', async () => {
    expect(await print({ function: 'refreshEcr', life: '12 h' })).toStrictEqual([
      {
        _aws: {
          Timestamp: expect.any(Number),
          CloudWatchMetrics: [
            {
              Namespace: 'pullkeeper',
              Dimensions: [['stage', 'function', 'life']],
              Metrics: [{ Name: 'SecondsToLive', Unit: 'Seconds' }],
            },
          ],
        },
        requestId: 'r',
        stage: 'prod',
        function: 'refreshEcr',
        life: '12 h',
        SecondsToLive: 43_200,
      },
    ]);
  });

  test('is of its own: nothing of the one before it is left in it', async () => {
    const values = { Failed: 1 };
    const lines = await printed(() =>
      printMeasurements(
        [
          { dimensions: { backend: 'aws', secret: 'a', reason: 'denied' }, values },
          { dimensions: { function: 'refreshEcr' }, values },
        ],
        { stage: 'prod', requestId: 'r' },
      ),
    );

    expect(lines.map(({ _aws, ...line }) => line)).toStrictEqual([
      { requestId: 'r', stage: 'prod', backend: 'aws', secret: 'a', reason: 'denied', Failed: 1 },
      { requestId: 'r', stage: 'prod', function: 'refreshEcr', Failed: 1 },
    ]);
  });

  test('has names that CloudWatch takes, whatever the secret is called', async () => {
    const [line] = await print({ backend: 'b', secret: `clé-🔑-${'x'.repeat(2_000)}` });

    expect(line?.secret).toMatch(/^cl\\u\{e9\}-\\u\{1f511\}-x+$/);
    expect(String(line?.secret)).toHaveLength(1_024);
  });
});
