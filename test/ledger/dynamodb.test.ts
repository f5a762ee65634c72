import { UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { dynamodbLedger } from '../../lib/ledger/dynamodb.ts';
import { openLedger } from '../../lib/ledger/index.ts';
import { cut, type Fault, garbage, hang, status, throttle } from '../../sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { LEDGER_TABLE } from '../../scripts/rehearsal/ledger-table.ts';
import { environmentOf, useEnvironment } from '../aws/environment.ts';
import { failureOf } from '../contract/failures.ts';
import { failedAt, ledgerContract, publishedAt } from '../contract/ledger.ts';
import { clientsOf } from '../sandbox/clients.ts';

/** More calls than any client makes before it gives up. */
const FOR_GOOD = 99;

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ tables: [LEDGER_TABLE] });
  useEnvironment(sandbox.environment());
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await sandbox.stop();
});

const open = (table = LEDGER_TABLE.name) => dynamodbLedger({ table, region: 'us-east-1' });
const befall = (fault: Fault, times = FOR_GOOD) => sandbox.faults.add({ service: 'dynamodb', fault, times });

ledgerContract('DynamoDB', () => ({ open: () => open() }));

describe('the table of a ledger', () => {
  it('is the one that the environment names, whatever folder it names besides', async () => {
    const env = {
      PULLKEEPER_TABLE: LEDGER_TABLE.name,
      AWS_REGION: 'us-east-1',
      PULLKEEPER_STATE: '/nowhere',
    };
    await openLedger(env).record(publishedAt(1));
    expect(sandbox.items(LEDGER_TABLE.name)).toMatchObject([{ id: 'aws/a' }]);
    expect(await openLedger(env).entries()).toEqual([publishedAt(1)]);
  });

  it('has a row per publication, which people can read', async () => {
    await open().record({ ...publishedAt(1), ...failedAt(4) });
    expect(sandbox.items(LEDGER_TABLE.name)).toEqual([
      {
        ledger: 'publications',
        id: 'aws/a',
        attempt: JSON.stringify({ failed: failedAt(4).failed }),
        attemptMoment: '2026-03-01T04:00:00.000Z failed',
        published: JSON.stringify(publishedAt(1).published),
        publishedMoment: '2026-03-01T01:00:00.000Z',
      },
    ]);
  });

  it('is written with one call where nothing later is known', async () => {
    await open().record(publishedAt(1));
    await open().record({ ...publishedAt(1), ...failedAt(4) });
    await open().record(publishedAt(7));
    expect(sandbox.calls.where({ operation: 'UpdateItem' })).toHaveLength(3);
  });

  it('is read to its end, over as many pages as it has, and in few calls', async () => {
    const reason = 'x'.repeat(90_000);
    const entries = Array.from({ length: 30 }, (_, n) => {
      const { failed, ...entry } = failedAt(n % 24, `aws/${String(n).padStart(4, '0')}`);
      return { ...entry, failed: { kind: 'denied', at: failed?.at ?? '', reason } } as const;
    });
    const ledger = open();
    await Promise.all(entries.map((entry) => ledger.record(entry)));
    sandbox.calls.clear();

    expect(await ledger.entries(['publications'])).toEqual(entries);
    expect(sandbox.calls.where()).toHaveLength(3);
  });

  it.each<[what: string, fault: Fault, times: number]>([
    ['is throttled twice', throttle, 2],
    ['breaks down twice', status(500), 2],
    ['loses an answer halfway', cut, 1],
  ])('keeps and tells everything though it %s', async (_, fault, times) => {
    befall(fault, times);
    await open().record(publishedAt(1));
    befall(fault, times);
    expect(await open().entries()).toEqual([publishedAt(1)]);
  });

  it.each<[what: string, fault: Fault, kind: string]>([
    ['is throttled for good', throttle, 'throttled'],
    ['is out of order', status(500), 'unavailable'],
    ['is hidden behind a proxy that refuses', status(403), 'unavailable'],
    ['answers with something else', garbage(), 'unavailable'],
  ])('says so when it %s', async (_, fault, kind) => {
    befall(fault);
    const [reading, writing] = [
      await failureOf(open().entries()),
      await failureOf(open().record(publishedAt(1))),
    ];
    expect(reading).toMatchObject({ kind, message: expect.stringContaining('cannot read the table pull') });
    expect(writing).toMatchObject({ kind, message: expect.stringContaining('cannot write the table pull') });
    expect([reading.hint, writing.hint]).toEqual([expect.any(String), expect.any(String)]);
  });

  it('names the right that is missing, and the table', async () => {
    useEnvironment(
      environmentOf(sandbox, sandbox.addPrincipal({ arn: 'arn:aws:iam::123456789012:user/u', allow: [] })),
    );
    expect(await failureOf(open().entries())).toMatchObject({
      kind: 'denied',
      message: 'cannot read the table pullkeeper-prod-ledger in us-east-1: not allowed',
      hint: 'allow dynamodb:Scan on the table pullkeeper-prod-ledger to the identity that runs this',
    });
    expect(await failureOf(open().record(publishedAt(1)))).toMatchObject({
      kind: 'denied',
      hint: 'allow dynamodb:UpdateItem on the table pullkeeper-prod-ledger to the identity that runs this',
    });
  });

  it('says that it is not there, and what to do', async () => {
    expect(await failureOf(open('another').entries())).toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('cannot read the table another in us-east-1'),
      hint: 'the table does not exist: deploy again, which creates it, or correct PULLKEEPER_TABLE or AWS_REGION',
      cause: expect.stringContaining('ResourceNotFoundException'),
    });
  });

  it('says that a row is unreadable, until it is replaced', async () => {
    await open().record(publishedAt(1));
    await clientsOf(sandbox).dynamodb.send(
      new UpdateItemCommand({
        TableName: LEDGER_TABLE.name,
        Key: { ledger: { S: 'publications' }, id: { S: 'aws/odd' } },
        UpdateExpression: 'SET #attempt = :attempt, #moment = :late',
        ExpressionAttributeNames: { '#attempt': 'attempt', '#moment': 'attemptMoment' },
        ExpressionAttributeValues: { ':attempt': { S: 'yes' }, ':late': { S: '2036-03-01T04:00:00.000Z' } },
      }),
    );
    expect(await open().entries()).toEqual([
      publishedAt(1),
      { id: 'aws/odd', unreadable: expect.any(String) },
    ]);

    await open().record(publishedAt(2, 'aws/odd'), { replace: true });
    expect(await open().entries()).toEqual([publishedAt(1), publishedAt(2, 'aws/odd')]);
  });

  it('is not waited for longer than a run can bear', async () => {
    const waits = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => AbortSignal.abort());
    befall(hang);
    expect(await failureOf(open().entries())).toMatchObject({ kind: 'unavailable' });
    expect(await failureOf(open().record(publishedAt(1)))).toMatchObject({ kind: 'unavailable' });
    expect(waits.mock.calls).toEqual([[15_000], [5_000]]);
  });
});

describe('the rows of a function', () => {
  it('are read and written in its own scope, and by status in all', async () => {
    const ledger = open();
    await ledger.record(publishedAt(1, 'aws/a'), { scope: 'refreshEcr' });
    await ledger.record(publishedAt(1, 'aws/b'), { scope: 'refreshEcr 2/2' });
    await ledger.record(publishedAt(1, 'aws/c'), { scope: 'refreshStored' });

    const ids = async (scopes?: string[]) => (await ledger.entries(scopes)).map(({ id }) => id).toSorted();
    expect(await ids(['refreshEcr'])).toEqual(['aws/a']);
    expect(await ids(['refreshEcr 1/2', 'refreshEcr 2/2'])).toEqual(['aws/b']);
    expect(await ids()).toEqual(['aws/a', 'aws/b', 'aws/c']);
  });

  it('are one entry for status where a function was split or joined since: the latest', async () => {
    const ledger = open();
    await ledger.record(publishedAt(1), { scope: 'refreshEcr' });
    await ledger.record(publishedAt(3), { scope: 'refreshEcr 2/2' });
    await ledger.record(publishedAt(2), { scope: 'refreshEcr 3/4' });
    expect(await ledger.entries()).toEqual([publishedAt(3)]);
  });

  it('cannot be reached by the role of another', async () => {
    const actions = ['dynamodb:Query', 'dynamodb:UpdateItem'];
    const condition = {
      'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': ['refreshEcr', 'refreshEcr *'] },
    };
    const { credentials } = sandbox.addPrincipal({
      arn: 'arn:aws:iam::123456789012:role/refresh-ecr',
      allow: JSON.stringify({
        Statement: [{ Effect: 'Allow', Action: actions, Resource: '*', Condition: condition }],
      }),
    });
    vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
    vi.stubEnv('AWS_SESSION_TOKEN', credentials.sessionToken ?? '');
    const ledger = open();

    await ledger.record(publishedAt(1), { scope: 'refreshEcr 3/16' });
    expect(await ledger.entries(['refreshEcr 3/16', 'refreshEcr'])).toEqual([publishedAt(1)]);
    expect(await failureOf(ledger.record(publishedAt(1), { scope: 'refreshStored' }))).toMatchObject({
      kind: 'denied',
    });
    expect(await failureOf(ledger.entries(['refreshStored']))).toMatchObject({ kind: 'denied' });
  });
});
