import { connect } from 'node:http2';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fal } from '../../lib/backends/fal/backend.ts';
import { encodeSetSecret, isPresent } from '../../lib/backends/fal/controller.ts';
import type { FalOptions } from '../../lib/backends/fal/options.ts';
import { FAL_NAMING } from '../../lib/backends/fal/traits.ts';
import { Secret } from '../../lib/secrecy/secret.ts';
import { cut, type Fault, hang, status, throttle } from '../../sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { remoteBackendContract } from '../contract/backend.ts';
import { expectSilence, failureOf } from '../contract/failures.ts';
import { targetOf } from './target.ts';

const NAME = 'AWS_ECR_PASSWORD';
const HOST = 'registry.example.com';
const KEY = 'not-a-real-key-id:not-a-real:key-secret';
const API_KEY = 'api-key-id:not-a-real-key-secret';

let sandbox: Sandbox;
let key = KEY;
const waits: number[] = [];
beforeEach(async () => {
  const keys = [{ key: KEY }, { key: API_KEY, scope: 'API' as const }];
  sandbox = await startSandbox({ fal: { environments: ['staging'], keys } });
  key = KEY;
  waits.length = 0;
});
afterEach(() => sandbox.stop());

function open(options: Partial<FalOptions> = {}) {
  return fal(
    targetOf({ type: 'fal', key: { from: 'env', id: 'FAL_KEY' }, ...options }),
    {
      env: { FAL_KEY: key, PULLKEEPER_FAL_URL: sandbox.falUrl },
      now: () => new Date(),
    },
    async (milliseconds) => void waits.push(milliseconds),
  );
}

function publish(value: string, options: Partial<FalOptions> & { name?: string; signal?: AbortSignal } = {}) {
  const { name = NAME, signal = AbortSignal.timeout(15_000), ...rest } = options;
  const about = { id: 'it', host: HOST, key: HOST, backend: 'it', name, format: 'password' } as const;
  return open(rest).publish(new Secret(value), about, signal);
}

function befall(fault: Fault, times = 1): void {
  sandbox.faults.add({ service: 'fal', operation: 'SetSecret', times, fault });
}

remoteBackendContract('fal', () => ({
  to: targetOf({ type: 'fal', key: { from: 'env', id: 'FAL_KEY' } }),
  open: () => open(),
  nameFor: (host) => FAL_NAMING.encode(`DOCKER_REGISTRY_${host}`),
  read: async (name) => sandbox.fal.secret(name)?.value,
  suffer: befall,
  forbid: () => {
    key = API_KEY;
  },
}));

describe('an empty value', () => {
  it('is never sent, for to fal it would be the order to delete', async () => {
    await publish('old');
    sandbox.calls.clear();
    expect(await failureOf(publish(''))).toMatchObject({
      kind: 'invalid',
      message: `the value for "${NAME}" is empty, and fal deletes a secret that is set to an empty value`,
    });
    expect([...sandbox.calls]).toEqual([]);
    expect(sandbox.fal.secret(NAME)?.value).toBe('old');
  });

  it('is the only one that does not count as present', () => {
    fc.assert(fc.property(fc.string(), (value) => isPresent(new Secret(value)) === (value !== '')));
  });

  it('cannot be made into a request', () => {
    const environment = 'main';
    const empty = new Secret('');
    // @ts-expect-error: what has not been looked at may be empty
    const unlooked = () => encodeSetSecret({ name: NAME, value: empty, environment });
    // @ts-expect-error: what is absent is worse
    const absent = () => encodeSetSecret({ name: NAME, environment });
    expect(unlooked).toThrow();
    expect(absent).toThrow();
  });

  it('stands for deletion in the sandbox too, which is how these tests would see it', async () => {
    await publish('old');
    await speak('SetSecret', Buffer.from(`0a10${Buffer.from(NAME).toString('hex')}`, 'hex'));
    expect(sandbox.fal.secret(NAME)).toBeUndefined();
  });
});

describe('on the wire', () => {
  const encode = (value: string, more: { environment: string; defaultExposed?: boolean }) => {
    const secret = new Secret(value);
    if (!isPresent(secret)) throw new Error('a test needs a value');
    return encodeSetSecret({ name: NAME, value: secret, ...more }).toString('hex');
  };

  // Made with protobuf's own implementation.
  const base = '0a104157535f4543525f50415353574f52441203746f6b';
  it.each([
    ['name, value and environment', { environment: 'staging' }, `${base}1a0773746167696e67`],
    [
      'a secret that is exposed',
      { environment: 'staging', defaultExposed: true },
      `${base}1a0773746167696e672001`,
    ],
    ['one that is not', { environment: 'staging', defaultExposed: false }, `${base}1a0773746167696e672000`],
  ])('%s are as fal writes them', (_, more, hex) => {
    expect(encode('tok', more)).toBe(hex);
  });

  it('a long value has a long length', () => {
    expect(encode('x'.repeat(2_700), { environment: 'main' })).toContain(`128c15${'78'.repeat(2_700)}`);
  });
});

describe('an environment', () => {
  it.each([
    ['main', {}],
    ['staging', { environment: 'staging' }],
  ])('%s is written, and no other', async (environment, options) => {
    await publish('value', options);
    for (const each of ['main', 'staging']) {
      expect(sandbox.fal.secret(NAME, each)?.value).toBe(each === environment ? 'value' : undefined);
    }
  });

  it('that does not exist is said', async () => {
    expect(await failureOf(publish('value', { environment: 'production' }))).toMatchObject({
      kind: 'invalid',
      message: `cannot write the secret "${NAME}" to fal, environment production: fal has no such environment`,
      cause: 'No environment production',
    });
  });
});

describe('whether a secret is exposed to every app', () => {
  it.each([[true], [false]])('is sent with a new one: %s', async (defaultExposed) => {
    await publish('value', { defaultExposed });
    expect(sandbox.fal.secret(NAME)?.defaultExposed).toBe(defaultExposed);
  });

  it('is left to whoever decided it since', async () => {
    await publish('one', { defaultExposed: false });
    const secret = sandbox.fal.secret(NAME);
    if (secret) secret.defaultExposed = true;
    await publish('two', { defaultExposed: false });
    expect(sandbox.fal.secret(NAME)).toMatchObject({ value: 'two', defaultExposed: true });
  });

  it('is neither asked nor sent when the config does not say', async () => {
    await publish('value');
    expect(sandbox.calls.where().map(({ operation }) => operation)).toEqual(['SetSecret']);
  });

  it('can be decided though there are other secrets, with all that fal says of them', async () => {
    for (const name of ['ONE', 'TWO']) await publish('value', { name });
    await publish('value', { defaultExposed: false });
    expect(sandbox.fal.secret(NAME)?.defaultExposed).toBe(false);
  });
});

describe('a refusal', () => {
  it.each([
    ['an unknown key', 'other:key', 'denied', 'fal rejected the key'],
    ['a key that may only call models', API_KEY, 'denied', 'not allowed'],
  ])('of %s is not tried again', async (_, other, kind, says) => {
    key = other;
    const failure = await failureOf(publish('value'));
    expect([failure.kind, failure.message]).toEqual([kind, expect.stringContaining(says)]);
    expect(sandbox.calls.where()).toHaveLength(1);
  });

  it('of a value over the limit leaves the old one', async () => {
    await publish('old');
    expect(await failureOf(publish('x'.repeat(200_000)))).toMatchObject({ kind: 'quota' });
    expect(sandbox.fal.secret(NAME)?.value).toBe('old');
  });

  it('of a name that is no variable says so', async () => {
    expect(await failureOf(publish('value', { name: 'not-a-variable' }))).toMatchObject({
      kind: 'invalid',
      cause: 'Invalid secret name: not-a-variable',
    });
  });

  it.each([['no-colon'], ['id:'], [':secret'], ['id:sec ret'], ['id:secret\n']])(
    'comes before any call when the key is no key',
    async (wrong) => {
      key = wrong;
      const failure = await failureOf(publish('value'));
      expect(failure.message).toBe('the fal key does not have the form <id>:<secret>');
      expectSilence(failure, wrong.padEnd(12, '-'));
      expect([...sandbox.calls]).toEqual([]);
    },
  );
});

describe('a call', () => {
  it('has a deadline, which fal is told', async () => {
    // The sandbox refuses calls without one.
    await expect(publish('value')).resolves.toBeUndefined();
  });

  it('ends when the run does', async () => {
    befall(hang);
    const failure = await failureOf(publish('value', { signal: AbortSignal.timeout(100) }));
    expect(failure).toMatchObject({ kind: 'unavailable', message: expect.stringContaining('in time') });
  });

  it.each<[string, Fault]>([
    ['turned away in front of fal', throttle],
    ['met by a fal that is down', status(503)],
    ['broken off', cut],
  ])('that is %s is made again', async (_, fault) => {
    befall(fault, 2);
    await publish('value');
    expect(waits).toHaveLength(2);
  });

  it('to a host where nobody listens says so', async () => {
    await sandbox.stop();
    expect(await failureOf(publish('value'))).toMatchObject({
      kind: 'unavailable',
      cause: expect.stringContaining('ECONNREFUSED'),
    });
  });
});

/** A call of gRPC by hand: what the backend itself can never be made to send. */
function speak(method: string, message: Buffer): Promise<void> {
  const [id, secret] = KEY.split(/:(.*)/);
  const session = connect(sandbox.falUrl);
  const stream = session.request({
    ':method': 'POST',
    ':path': `/controller.IsolateController/${method}`,
    'content-type': 'application/grpc',
    te: 'trailers',
    'grpc-timeout': '1S',
    'auth-key-id': id,
    'auth-key': secret,
  });
  stream.end(Buffer.concat([Buffer.from([0, 0, 0, 0, message.length]), message]));
  stream.resume();
  return new Promise((resolve, reject) => {
    stream.on('error', reject).on('close', () => {
      session.close();
      resolve();
    });
  });
}
