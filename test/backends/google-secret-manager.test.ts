import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { Target } from '../../lib/backends/backend.ts';
import type { Version } from '../../lib/backends/google-secret-manager/api.ts';
import { googleSecretManager } from '../../lib/backends/google-secret-manager/backend.ts';
import type { GoogleSecretManagerOptions } from '../../lib/backends/google-secret-manager/options.ts';
import { GOOGLE_NAMING } from '../../lib/backends/google-secret-manager/traits.ts';
import { versionsToDestroy } from '../../lib/backends/google-secret-manager/versions.ts';
import { Secret } from '../../lib/secrecy/secret.ts';
import { answer, cut, status } from '../../sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { remoteBackendContract } from '../contract/backend.ts';
import { failureOf } from '../contract/failures.ts';
import { DIRECT } from '../google/identities.ts';
import { PROVIDER, ROLE_MEMBER } from '../google/world.ts';

const notFound = answer(404, '{"error":{"code":404,"message":"Secret not found.","status":"NOT_FOUND"}}');
const PERMISSIONS = [
  'secrets.create',
  'secrets.get',
  'secrets.update',
  'versions.add',
  'versions.access',
  'versions.list',
  'versions.destroy',
].map((right) => `secretmanager.${right}`);
const MAY_WRITE = { member: ROLE_MEMBER, role: PERMISSIONS, on: 'projects/acme-models' };

import { targetOf } from './target.ts';

let sandbox: Sandbox;
let log: unknown[];
beforeEach(async () => {
  sandbox = await startSandbox({
    google: { providers: [{ name: PROVIDER, account: '123456789012' }], bindings: [MAY_WRITE] },
  });
  log = [];
  for (const [name, value] of Object.entries(sandbox.environment())) vi.stubEnv(name, value);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await sandbox.stop();
});

const open = (options: Partial<GoogleSecretManagerOptions> = {}) =>
  googleSecretManager(
    targetOf({ type: 'google-secret-manager', project: 'acme-models', ...options }, DIRECT),
    { env: process.env, now: () => new Date(), log: (...line) => log.push(line) },
  );
const secretNamed = (name: string) => sandbox.google.secret(`projects/acme-models/secrets/${name}`);
const live = (name: string) =>
  (secretNamed(name)?.versions ?? []).filter(({ state }) => state !== 'DESTROYED').map(({ id }) => id);

remoteBackendContract('Google Secret Manager', () => ({
  to: targetOf({ type: 'google-secret-manager', project: 'acme-models' }, DIRECT),
  open,
  nameFor: (host) => GOOGLE_NAMING.encode(`DOCKER_REGISTRY_${host}`),
  read: async (name) => secretNamed(name)?.value,
  versions: async (name) => secretNamed(name)?.versions.length ?? 0,
  suffer: (fault, times) =>
    sandbox.faults.add({ service: 'google-secretmanager', operation: 'AddSecretVersion', fault, times }),
  forbid: () => sandbox.google.allowNothing(),
}));

describe('asking beforehand', () => {
  const about: Target = {
    host: 'ghcr.io',
    key: 'ghcr.io',
    name: 'a',
    format: 'docker-auth',
  };
  let signal: AbortSignal;
  beforeEach(() => {
    signal = AbortSignal.timeout(15_000);
  });
  const check = (options: Partial<GoogleSecretManagerOptions> = {}) => open(options).check?.(about, signal);

  test('tells what Google does not tell of a secret that is not there', async () => {
    expect(await check()).toMatchObject({
      notChecked: expect.stringContaining('the right to create it was not checked'),
    });
  });

  test('names the rights that are missing on one that is there', async () => {
    await open().publish(new Secret('value'), about, signal);
    sandbox.google.allowNothing();
    const without = PERMISSIONS.filter((right) => !/versions\.(?:add|destroy)$|secrets\.create$/.test(right));
    sandbox.google.allow({ ...MAY_WRITE, role: without });

    const failure = await failureOf(Promise.resolve(check()));

    expect(failure).toMatchObject({
      kind: 'denied',
      message:
        'cannot write the secret "a": secretmanager.versions.add, secretmanager.versions.destroy are missing',
    });
  });
});

describe('Google Secret Manager', () => {
  const about: Target = {
    host: 'docker.io',
    key: 'https://index.docker.io/v1/',
    name: 'a',
    format: 'docker-auth',
  };
  const publish = (value: string, options: Partial<GoogleSecretManagerOptions> = {}) =>
    open(options).publish(new Secret(value), about, AbortSignal.timeout(15_000));
  /** Somebody else's hands in the same project. */
  const elsewhere = (path: string, body: object) =>
    tokenOf().then((token) =>
      fetch(`${sandbox.googleUrl}/secretmanager.googleapis.com/v1/projects/acme-models/${path}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: JSON.stringify(body),
      }),
    );
  const tokenOf = async () => {
    const { googleToken } = await import('../../lib/references/google-token.ts');
    const machine = { env: process.env, now: () => new Date() };
    return (await googleToken(DIRECT, 'cloud-platform', machine, AbortSignal.timeout(15_000))).token.reveal();
  };

  test('knows its own secrets by a label, and what they are for by an annotation', async () => {
    await publish('one', { labels: { team: 'ml' } });
    expect(secretNamed('a')).toMatchObject({
      labels: { 'managed-by': 'pullkeeper', team: 'ml' },
      annotations: { 'pullkeeper.key': 'https://index.docker.io/v1/' },
      replication: { automatic: {} },
    });
  });

  test('keeps new secrets in the regions it is told to', async () => {
    await publish('one', { replicas: ['europe-west1', 'europe-west4'] });
    expect(secretNamed('a')?.replication).toEqual({
      userManaged: { replicas: [{ location: 'europe-west1' }, { location: 'europe-west4' }] },
    });
  });

  test('makes a regional secret, through the endpoint of its region', async () => {
    await publish('one', { location: 'europe-west1' });
    await publish('two', { location: 'europe-west1' });
    expect(sandbox.google.secret('projects/acme-models/locations/europe-west1/secrets/a')).toMatchObject({
      replication: undefined,
      value: 'two',
    });
  });

  test('destroys every version but the current one and the four before it', async () => {
    for (const value of ['one', 'two', 'three', 'four', 'five', 'six', 'seven']) await publish(value);
    expect(live('a')).toEqual([3, 4, 5, 6, 7]);
    expect(secretNamed('a')?.value).toBe('seven');
  });

  test('asks for one small page of versions, and for none that is destroyed', async () => {
    for (let count = 1; count <= 30; count++) await publish(`value ${count}`);
    const list = await fetch(
      `${sandbox.googleUrl}/secretmanager.googleapis.com/v1/projects/acme-models/secrets/a/versions?filter=${encodeURIComponent('NOT state:DESTROYED')}&pageSize=100`,
      { headers: { authorization: `Bearer ${await tokenOf()}` } },
    );
    expect(await list.json()).toMatchObject({ totalSize: 5 });
    expect(secretNamed('a')?.versions).toHaveLength(30);
  });

  test('leaves versions alone whose destruction is scheduled already', async () => {
    await publish('value 0');
    sandbox.google.delayDestroying('projects/acme-models/secrets/a', 86_400_000);
    for (let count = 1; count <= 8; count++) await publish(`value ${count}`);
    expect(sandbox.calls.where({ operation: 'DestroySecretVersion' })).toHaveLength(4);
    expect(log).toEqual([]);
  });

  test.each(['{}', 'null'] as const)('does not take HTTP 200 with %s for a new version', async (body) => {
    await publish('old');
    sandbox.faults.add({
      service: 'google-secretmanager',
      operation: 'AddSecretVersion',
      fault: answer(200, body),
      times: 9,
    });
    expect(await failureOf(publish('new'))).toMatchObject({ kind: 'unavailable' });
    expect(secretNamed('a')?.value).toBe('old');
  });

  test('does not take HTTP 200 with {} for a secret of somebody else', async () => {
    await publish('old');
    sandbox.faults.add({ service: 'google-secretmanager', operation: 'GetSecret', fault: answer(200, '{}') });
    await publish('new');
    expect(secretNamed('a')?.value).toBe('new');
  });

  test('gives up on a secret that Google says is there and is not', async () => {
    await publish('old');
    sandbox.faults.add({
      service: 'google-secretmanager',
      operation: 'GetSecret',
      fault: notFound,
      times: 99,
    });
    expect(await failureOf(publish('new'))).toMatchObject({ kind: 'unavailable' });
    expect(sandbox.calls.where({ operation: 'CreateSecret' }).length).toBeLessThan(10);
  });

  test('adds again when a secret that was made a moment ago is not known everywhere', async () => {
    sandbox.faults.add({ service: 'google-secretmanager', operation: 'AddSecretVersion', fault: notFound });
    await publish('one');
    expect(secretNamed('a')?.value).toBe('one');
  });

  describe('when `latest` lags behind', () => {
    const secret = 'projects/acme-models/secrets/a';

    test('reads back what was published last', async () => {
      for (const value of ['one', 'two', 'three']) await publish(value);
      sandbox.google.lag(secret, 2);
      const back = await open().read?.(about, AbortSignal.timeout(15_000));
      expect(back?.reveal()).toBe('three');
    });

    test('publishes a value again that another one has replaced', async () => {
      for (const value of ['one', 'two']) await publish(value);
      sandbox.google.lag(secret, 1);
      await publish('one');
      sandbox.google.lag(secret, 0);
      expect(secretNamed('a')?.value).toBe('one');
    });

    test('makes one version when an answer is lost', async () => {
      await publish('one');
      sandbox.google.lag(secret, 1);
      sandbox.faults.add({ service: 'google-secretmanager', operation: 'AddSecretVersion', fault: cut });
      await publish('two');
      expect(secretNamed('a')?.versions).toHaveLength(2);
    });
  });

  test('publishes all the same when old versions cannot be destroyed, and says so', async () => {
    sandbox.google.allowNothing();
    sandbox.google.allow({ ...MAY_WRITE, role: PERMISSIONS.filter((right) => !right.endsWith('destroy')) });

    for (const value of ['1', '2', '3', '4', '5', '6']) await publish(value);

    expect(secretNamed('a')?.value).toBe('6');
    expect(live('a')).toEqual([1, 2, 3, 4, 5, 6]);
    expect(log).toEqual([
      ['warn', expect.stringContaining('old versions were not destroyed'), expect.anything()],
    ]);
  });

  test('makes one version, however often an answer is lost', async () => {
    sandbox.faults.add({ service: 'google-secretmanager', fault: cut, times: 3 });
    await publish('one');
    expect(secretNamed('a')?.versions).toHaveLength(1);
  });

  test('publishes over a newest version that somebody has disabled or destroyed', async () => {
    for (const change of ['disable', 'destroy']) {
      sandbox.google.allow({ ...MAY_WRITE, role: ['secretmanager.versions.disable'] });
      await publish('one');
      await elsewhere(`secrets/a/versions/latest:${change}`, {});
      await publish('one');
      expect(secretNamed('a')?.value).toBe('one');
    }
  });

  test('keeps a foreign secret from us until it is adopted', async () => {
    await elsewhere('secrets?secretId=a', { replication: { automatic: {} }, labels: { team: 'theirs' } });

    expect(await failureOf(publish('ours'))).toMatchObject({
      kind: 'invalid',
      hint: expect.stringContaining('adopt: ["a"]'),
    });

    await publish('ours', { adopt: ['a'] });
    expect(secretNamed('a')).toMatchObject({
      value: 'ours',
      labels: { 'managed-by': 'pullkeeper', team: 'theirs' },
    });
  });

  test('is denied, and not told that a secret is missing, with rights on single secrets', async () => {
    await publish('one');
    sandbox.google.allowNothing();
    sandbox.google.allow({ ...MAY_WRITE, on: 'projects/acme-models/secrets/a' });
    sandbox.google.allow({ ...MAY_WRITE, on: 'projects/acme-models/secrets/b' });
    await publish('two');
    expect(secretNamed('a')?.value).toBe('two');
    const missing = open().publish(new Secret('one'), { ...about, name: 'b' }, AbortSignal.timeout(15_000));
    expect(await failureOf(missing)).toMatchObject({
      kind: 'denied',
      hint: expect.stringContaining('secretmanager.secrets.create'),
    });
  });

  test('refuses a value that Google would refuse', async () => {
    expect(await failureOf(publish('x'.repeat(65_537)))).toMatchObject({
      kind: 'quota',
      message: expect.stringContaining('65537 bytes'),
    });
  });

  test('mints once for a run, however many secrets it writes', async () => {
    const backend = open();
    const names = ['a', 'b', 'c'];
    await Promise.all(
      names.map((name) => backend.publish(new Secret(name), about, AbortSignal.timeout(15_000))),
    );
    expect(sandbox.calls.where({ service: 'google-sts' })).toHaveLength(1);
  });

  test('says whom Google does not let in', async () => {
    sandbox.faults.add({ service: 'google-sts', fault: status(403), times: 9 });
    expect(await failureOf(publish('one'))).toMatchObject({
      message: expect.stringContaining('cannot exchange'),
    });
  });
});

describe('of the versions of a secret', () => {
  const version = (id: number, isGone = false): Version => ({
    name: `projects/p/secrets/s/versions/${id}`,
    isGone,
  });
  const ids = (versions: Version[]) => versions.map(({ name }) => Number(name.split('/').at(-1)));

  test.each([
    ['none of five', [5, 4, 3, 2, 1].map((id) => version(id)), []],
    [
      'all but five, the oldest first',
      [version(12), version(9), version(10), version(11), version(8), version(14), version(13)],
      [8, 9],
    ],
    ['none that are gone', [version(4), version(3), version(2, true), version(1, true)], []],
    [
      'ten at once',
      Array.from({ length: 30 }, (_, index) => version(index + 1)),
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 10],
    ],
  ])('%s are destroyed', (_, versions, expected) => {
    expect(ids(versionsToDestroy(versions))).toEqual(expected);
  });
});
