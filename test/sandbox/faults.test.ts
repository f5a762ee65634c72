import { CreateSecretCommand, ListSecretsCommand } from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cut, delay, deny, echo, garbage, hang, status, throttle } from '../../sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { clientsOf } from './clients.ts';

const HOST = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const CANARY = 'canary-value-that-must-not-leak';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ images: [{ host: HOST, repository: 'a', tag: 'b' }] });
});
afterEach(() => sandbox.stop());

const whoAmI = (signal?: AbortSignal) =>
  clientsOf(sandbox).sts.send(new GetCallerIdentityCommand({}), signal && { abortSignal: signal });
const list = () => clientsOf(sandbox).secrets.send(new ListSecretsCommand({}));
const create = () =>
  clientsOf(sandbox).secrets.send(new CreateSecretCommand({ Name: 'a', SecretString: CANARY }));
const pull = () => sandbox.pull(HOST, 'a', 'b', Buffer.from('AWS:none').toString('base64'));

describe('a fault', () => {
  it('throttles in the words of each protocol', async () => {
    sandbox.faults.add({ times: 3, fault: throttle });
    await expect(list()).rejects.toMatchObject({ name: 'ThrottlingException', message: 'Rate exceeded' });
    await expect(whoAmI()).rejects.toMatchObject({ name: 'Throttling' });
    expect(await pull()).toMatchObject({ pulled: false, status: 429, code: 'TOOMANYREQUESTS' });
  });

  it('denies in the words of each protocol, until it is taken away', async () => {
    const allow = sandbox.faults.add({ times: 3, fault: deny });
    await expect(list()).rejects.toMatchObject({ name: 'AccessDeniedException' });
    await expect(whoAmI()).rejects.toMatchObject({ name: 'AccessDenied' });
    allow();
    expect(await list()).toMatchObject({ SecretList: [] });
  });

  it('hangs until the client gives up', async () => {
    sandbox.faults.add({ fault: hang });
    await expect(whoAmI(AbortSignal.timeout(50))).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('cuts the answer off after the work is done', async () => {
    sandbox.faults.add({ fault: cut });
    await expect(create()).rejects.toMatchObject({ code: 'ECONNRESET' });
    expect(sandbox.secret('a')?.value).toBe(CANARY);
  });

  it('cuts a registry off too', async () => {
    sandbox.faults.add({ service: 'registry', fault: cut });
    await expect(pull()).rejects.toMatchObject({ code: 'ECONNRESET' });
  });

  it('answers like a broken proxy, and does nothing', async () => {
    sandbox.faults.add({ fault: status(503) });
    await expect(create()).rejects.toMatchObject({ $metadata: { httpStatusCode: 503 } });
    expect(sandbox.secret('a')).toBeUndefined();
  });

  it('answers 200 with something else', async () => {
    sandbox.faults.add({ fault: garbage() });
    await expect(list()).rejects.toThrow(/JSON/);
    sandbox.faults.add({ fault: garbage('{"SecretList":"none"}') });
    expect(await list()).not.toMatchObject({ SecretList: [] });
  });

  it('repeats what was sent, secret and all', async () => {
    sandbox.faults.add({ fault: echo });
    await expect(create()).rejects.toMatchObject({
      name: 'ValidationException',
      message: expect.stringContaining(CANARY),
    });
  });

  it('repeats the authorization that a registry was sent', async () => {
    // The first request carries none: it is the answer to the challenge that is quoted.
    sandbox.faults.add({ operation: 'manifest', fault: delay(0) });
    sandbox.faults.add({ operation: 'manifest', fault: echo });
    const auth = Buffer.from(`AWS:${CANARY}`).toString('base64');
    const result = await sandbox.pull(HOST, 'a', 'b', auth);
    expect(result).toMatchObject({ pulled: false, message: expect.stringContaining(auth) });
  });

  it('comes late', async () => {
    sandbox.faults.add({ fault: delay(60) });
    const before = performance.now();
    await whoAmI();
    expect(performance.now() - before).toBeGreaterThanOrEqual(55);
  });
});

describe('a rule', () => {
  it('befalls only the service and the operation it names, once', async () => {
    sandbox.faults.add({ service: 'secretsmanager', operation: 'ListSecrets', fault: throttle });
    await expect(whoAmI()).resolves.toBeDefined();
    await expect(create()).resolves.toBeDefined();
    await expect(list()).rejects.toMatchObject({ name: 'ThrottlingException' });
    await expect(list()).resolves.toBeDefined();
  });

  it('befalls as many requests as it says, in the order of the rules', async () => {
    sandbox.faults.add({ times: 2, fault: throttle });
    sandbox.faults.add({ fault: status(500) });
    for (const _ of [1, 2, 3, 4]) await whoAmI().catch(() => {});
    expect(sandbox.calls.where().map(({ outcome }) => outcome)).toEqual([
      'Throttling',
      'Throttling',
      'status 500',
      'ok',
    ]);
  });

  it('is forgotten when the faults are cleared', async () => {
    sandbox.faults.add({ times: 9, fault: throttle });
    sandbox.faults.clear();
    await expect(whoAmI()).resolves.toBeDefined();
  });
});
