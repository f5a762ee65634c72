import { beforeEach, describe, expect, test, vi } from 'vitest';
import { openLedger } from '../../lib/ledger/index.ts';
import type { Report } from '../../lib/refresh/report.ts';
import { delay, hang, status } from '../../sandbox/faults.ts';
import { LEDGER_TABLE } from '../../scripts/rehearsal/ledger-table.ts';
import { rehearse } from '../rehearse.ts';
import { timeLimit, until } from '../time-limit.ts';

const HOUR = 3_600_000;
const HOST = '111122223333.dkr.ecr.us-east-1.amazonaws.com';

const REGISTRIES = `
backends:
  aws: { type: aws-secrets-manager, region: us-east-1 }
  file: { type: file, path: secrets.json }
registries:
  - { host: ${HOST}, publish: [aws, file] }
  - { host: 111122223333.dkr.ecr.eu-west-1.amazonaws.com, publish: [aws, file] }
`;

const ALL_FRESH = { published: 0, fresh: 4, planned: 0, failed: 0 };
const ALL_PUBLISHED = { published: 4, fresh: 0, planned: 0, failed: 0 };

const outcomes = ({ publications }: Report) => publications.map(({ outcome }) => outcome);
const known = () => openLedger(process.env).entries();

beforeEach(() => {
  vi.stubEnv('PULLKEEPER_TABLE', LEDGER_TABLE.name);
});

describe('with its ledger in DynamoDB, a function', () => {
  test('finds fresh what another container has just published, and mints nothing', async () => {
    const { container, report, sandbox } = await rehearse(REGISTRIES);
    expect((await report()).counts).toEqual(ALL_PUBLISHED);

    expect((await container().report()).counts).toEqual(ALL_FRESH);
    expect(sandbox.calls.where({ service: 'ecr' })).toHaveLength(2);
    expect(sandbox.secret(`DOCKER_REGISTRY_${HOST}`)?.versions).toHaveLength(1);
  });

  test('publishes what is fresh again when it is forced to', async () => {
    const { container, report } = await rehearse(REGISTRIES);
    await report();
    expect((await container().report({ force: true })).counts).toEqual(ALL_PUBLISHED);
  });

  test('does in a retry what failed, and only that', async () => {
    const { container, report, sandbox } = await rehearse(REGISTRIES);
    sandbox.faults.add({
      service: 'secretsmanager',
      operation: 'CreateSecret',
      fault: status(500),
      times: 10,
    });
    const first = await report();
    expect(outcomes(first)).toEqual(['failed', 'published', 'failed', 'published']);

    const retry = await container().report();

    expect(outcomes(retry)).toEqual(['published', 'fresh', 'published', 'fresh']);
    expect((await container().report()).counts).toEqual(ALL_FRESH);
  });

  test('does what a run before it has not come to yet, and is not undone when that one fails in the end', async () => {
    const { clock, container, report, sandbox } = await rehearse(REGISTRIES);
    sandbox.faults.add({ service: 'secretsmanager', operation: 'CreateSecret', fault: hang });
    const { reach } = timeLimit();
    const stuck = report();
    await until(() => expect(sandbox.items(LEDGER_TABLE.name)).toHaveLength(3));

    expect((await container().report()).counts).toMatchObject({ published: 1, fresh: 3, failed: 0 });

    clock.advance(60_000);
    reach();
    expect((await stuck).counts).toMatchObject({ published: 3, failed: 1 });
    expect((await container().report()).counts).toEqual(ALL_FRESH);
  });

  test('gets on with a second one that runs at the same time', async () => {
    const { container, report } = await rehearse(REGISTRIES);
    const both = await Promise.all([report(), container().report()]);
    expect(both.map(({ counts }) => counts)).toEqual([ALL_PUBLISHED, ALL_PUBLISHED]);
    expect((await container().report()).counts).toEqual(ALL_FRESH);
  });

  test('does not cover what a later run remembers, however late it comes to it itself', async () => {
    const { clock, container, report, sandbox } = await rehearse(REGISTRIES);
    sandbox.faults.add({ service: 'dynamodb', operation: 'UpdateItem', fault: delay(1_000), times: 4 });
    const early = report();
    await until(() => expect(sandbox.calls.where({ operation: 'UpdateItem' })).toHaveLength(4));
    clock.advance(HOUR);
    await container().report();
    const afterLater = await known();

    await early;

    expect(await known()).toEqual(afterLater);
    expect(afterLater.map(({ published }) => published?.mintedAt)).toEqual(
      Array(4).fill(clock.now().toISOString()),
    );
  });

  test('publishes everything when the table is out of order, and says so', async () => {
    const { log, report, sandbox } = await rehearse(REGISTRIES);
    sandbox.faults.add({ service: 'dynamodb', fault: status(500), times: 99 });

    expect((await report()).counts).toEqual(ALL_PUBLISHED);

    for (const message of ['the ledger could not be read', 'the ledger could not be written']) {
      expect(log).toContainEqual(
        expect.objectContaining({
          level: 'warn',
          message: expect.stringContaining(message),
          reason: expect.stringMatching(/^cannot (read|write) the table pullkeeper-prod-ledger in us-east-1/),
        }),
      );
    }
  });

  test.each([
    ['read', 'Query', 1, { published: 0, failed: 4 }],
    ['written', 'UpdateItem', 4, { published: 4, failed: 0 }],
  ])(
    'reports in time though the table never answers when it is %s',
    async (tried, operation, calls, counts) => {
      const { log, report, sandbox } = await rehearse(REGISTRIES);
      sandbox.faults.add({ service: 'dynamodb', operation, fault: hang, times: 99 });

      const { reach } = timeLimit();
      const running = report();
      await until(() => expect(sandbox.calls.where({ operation })).toHaveLength(calls));
      reach();
      expect((await running).counts).toMatchObject(counts);

      expect(log).toContainEqual(
        expect.objectContaining({
          message: expect.stringContaining(`the ledger could not be ${tried}`),
          reason: 'the time limit of the function was reached first',
          cause: undefined, // it is the run that did not wait, not the client that gave up
        }),
      );
    },
  );

  test('leaves no secret in the table', async () => {
    const { report, sandbox } = await rehearse(REGISTRIES);
    await report();
    sandbox.faults.add({ service: 'secretsmanager', fault: status(500), times: 99 });
    await report({ force: true });

    const kept = JSON.stringify(sandbox.items(LEDGER_TABLE.name));
    const value = sandbox.secret(`DOCKER_REGISTRY_${HOST}`)?.value ?? '';
    const password = Buffer.from(value, 'base64').toString().slice('AWS:'.length);
    expect(password.length).toBeGreaterThan(100);
    for (const secret of [value, password]) expect(kept).not.toContain(secret.slice(0, 20));
  });
});
