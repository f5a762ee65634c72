import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { kubernetes } from '../../lib/backends/kubernetes/backend.ts';
import type { KubernetesOptions } from '../../lib/backends/kubernetes/options.ts';
import { Secret } from '../../lib/secrecy/secret.ts';
import { answer, type Fault, throttleUntil } from '../../sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { remoteBackendContract } from '../contract/backend.ts';
import { expectSilence, failureOf } from '../contract/failures.ts';
import { targetOf } from './target.ts';

const TOKEN = 'not-a-real-token-of-kubernetes';
const SIGNAL = () => AbortSignal.timeout(15_000);

/** What `setup kubernetes` prints, as far as this user needs it. */
const RBAC = ['models', 'web'].flatMap((namespace) => [
  {
    kind: 'Role',
    metadata: { name: 'pullkeeper', namespace },
    rules: [{ apiGroups: [''], resources: ['secrets'], verbs: ['get', 'create', 'patch'] }],
  },
  {
    kind: 'RoleBinding',
    metadata: { name: 'pullkeeper', namespace },
    roleRef: { kind: 'Role', name: 'pullkeeper' },
    subjects: [{ kind: 'User', name: 'pullkeeper' }],
  },
]);

let sandbox: Sandbox;
const waits: number[] = [];
beforeEach(async () => {
  waits.length = 0;
  sandbox = await startSandbox({
    kubernetes: {
      namespaces: ['models', 'web'],
      users: [
        { name: 'pullkeeper', token: TOKEN },
        { name: 'admin', token: 'admin', isAdmin: true },
      ],
      rbac: RBAC,
    },
  });
});
afterEach(() => sandbox.stop());

type Options = Partial<Omit<KubernetesOptions, 'type'>>;

const toOf = (options: Options = {}) =>
  targetOf({
    type: 'kubernetes',
    namespaces: ['models'],
    token: { from: 'env', id: 'TOKEN' },
    server: 'https://cluster.invalid',
    ...options,
  });

function open(options: Options = {}) {
  const env = { TOKEN, PULLKEEPER_KUBERNETES_URL: sandbox.kubernetesUrl };
  return kubernetes(toOf(options), { env, now: () => sandbox.clock.now(), log: () => {} }, async (ms) => {
    waits.push(ms);
  });
}

/** A credential as a Docker config.json of one host. */
const configFor = (host: string, auth: string) => new Secret(JSON.stringify({ auths: { [host]: { auth } } }));

const shared = (host: string, secret = 'pull', expiresAt?: Date) => ({
  host,
  key: host,
  name: `models/${secret}/${host}`,
  format: 'docker-config-json' as const,
  expiresAt,
});
const own = (name = 'registry-ghcr.io', expiresAt?: Date) => ({
  host: 'ghcr.io',
  key: 'ghcr.io',
  name: `models/${name}`,
  format: 'docker-config-json' as const,
  expiresAt,
});

const storedIn = (secret: string, namespace = 'models') => sandbox.kubernetes.secret(namespace, secret);
const configIn = (secret: string) => JSON.parse(storedIn(secret)?.data('.dockerconfigjson') ?? '{}');

/** What somebody else does with kubectl. */
async function asAdmin(method: string, path: string, body?: object, type = 'application/json') {
  const response = await fetch(`${sandbox.kubernetesUrl}/api/v1/namespaces/models/secrets${path}`, {
    method,
    headers: { authorization: 'Bearer admin', 'content-type': type },
    ...(body && { body: JSON.stringify(body) }),
  });
  expect(response.status).toBeLessThan(300);
}

const theirs = (name: string, config = '{"auths":{"theirs.example":{"auth":"dGhlaXJz"}}}') => ({
  apiVersion: 'v1',
  kind: 'Secret',
  metadata: { name },
  type: 'kubernetes.io/dockerconfigjson',
  data: { '.dockerconfigjson': Buffer.from(config).toString('base64') },
});

function befall(fault: Fault, times = 1): void {
  sandbox.faults.add({ service: 'kubernetes', operation: 'PATCH secrets', times, fault });
}

remoteBackendContract('Kubernetes', () => ({
  to: toOf(),
  open: () => open(),
  nameFor: (host) => `models/registry-${host}`,
  read: async (name) => storedIn(name.slice('models/'.length))?.data('value'),
  suffer: befall,
  forbid: () => sandbox.kubernetes.setRbac([]),
}));

describe('a Secret of its own', () => {
  it('is a Docker config that says when it expires, and who writes it', async () => {
    const value = configFor('ghcr.io', 'b25l');
    await open({ labels: { team: 'ml' }, annotations: { 'example.com/owner': 'ml' } }).publish(
      value,
      own('registry-ghcr.io', new Date('2026-12-01T12:00:00Z')),
      SIGNAL(),
    );
    expect(storedIn('registry-ghcr.io')?.object).toMatchObject({
      type: 'kubernetes.io/dockerconfigjson',
      metadata: {
        labels: { team: 'ml', 'app.kubernetes.io/managed-by': 'pullkeeper' },
        annotations: {
          'example.com/owner': 'ml',
          'pullkeeper.expires': '2026-12-01T12:00:00.000Z',
          'pullkeeper.hosts': '{"ghcr.io":"2026-12-01T12:00:00.000Z"}',
        },
        managedFields: [{ manager: 'pullkeeper', operation: 'Apply' }],
      },
    });
    expect(configIn('registry-ghcr.io')).toEqual({ auths: { 'ghcr.io': { auth: 'b25l' } } });
  });

  it('loses a label that the config no longer has, and keeps those of others', async () => {
    await open({ labels: { team: 'ml' } }).publish(configFor('ghcr.io', 'b25l'), own(), SIGNAL());
    const patch = { metadata: { labels: { theirs: 'yes' } } };
    await asAdmin('PATCH', '/registry-ghcr.io?fieldManager=other', patch, 'application/merge-patch+json');
    await open().publish(configFor('ghcr.io', 'dHdv'), own(), SIGNAL());
    expect(storedIn('registry-ghcr.io')?.object).toMatchObject({
      metadata: { labels: { theirs: 'yes', 'app.kubernetes.io/managed-by': 'pullkeeper' } },
    });
    expect(JSON.stringify(storedIn('registry-ghcr.io')?.object)).not.toContain('"team"');
  });

  it('is one call', async () => {
    await open().publish(configFor('ghcr.io', 'b25l'), own(), SIGNAL());
    expect([...sandbox.calls].map(({ operation }) => operation)).toEqual(['PATCH secrets']);
  });
});

describe('a Secret of somebody else', () => {
  it('is not overwritten, and the refusal names its owner and the way to adopt it', async () => {
    await asAdmin('POST', '?fieldManager=kubectl-create', theirs('registry-ghcr.io'));
    const failure = await failureOf(open().publish(configFor('ghcr.io', 'b25l'), own(), SIGNAL()));
    expect(failure).toMatchObject({
      kind: 'invalid',
      message:
        'cannot write the Secret "models/registry-ghcr.io": "kubectl-create" owns .data..dockerconfigjson',
      hint: expect.stringContaining('adopt: ["models/registry-ghcr.io"]'),
    });
    expect(configIn('registry-ghcr.io').auths).toHaveProperty(['theirs.example']);
  });

  it('is refused beforehand', async () => {
    await asAdmin('POST', '?fieldManager=kubectl-create', theirs('registry-ghcr.io'));
    const failure = await failureOf(open().check?.(own(), SIGNAL()) ?? Promise.resolve());
    expect(failure.message).toContain('"kubectl-create" owns');
  });

  it('is overwritten when the config adopts it, and keeps its other hosts if it is shared', async () => {
    for (const name of ['registry-ghcr.io', 'pull'])
      await asAdmin('POST', '?fieldManager=helm', theirs(name));
    await open({ adopt: ['models/registry-ghcr.io'] }).publish(configFor('ghcr.io', 'b25l'), own(), SIGNAL());
    expect(Object.keys(configIn('registry-ghcr.io').auths)).toEqual(['ghcr.io']);
    const backend = open({ secret: 'pull', adopt: ['models/pull'] });
    await backend.publish(configFor('ghcr.io', 'b25l'), shared('ghcr.io'), SIGNAL());
    expect(Object.keys(configIn('pull').auths)).toEqual(['theirs.example', 'ghcr.io']);
  });

  it('that was ours until somebody edited it is refused', async () => {
    await open().publish(configFor('ghcr.io', 'b25l'), own(), SIGNAL());
    const patch = { data: theirs('').data };
    await asAdmin(
      'PATCH',
      '/registry-ghcr.io?fieldManager=kubectl-edit',
      patch,
      'application/merge-patch+json',
    );
    const failure = await failureOf(open().publish(configFor('ghcr.io', 'dHdv'), own(), SIGNAL()));
    expect(failure.message).toContain('"kubectl-edit" owns');
  });

  it('of another type is refused: Kubernetes changes no type, even for one who adopts it', async () => {
    await asAdmin('POST', '', { ...theirs('registry-ghcr.io'), type: 'Opaque', data: {} });
    const publish = (options?: Options) =>
      failureOf(open(options).publish(configFor('ghcr.io', 'b25l'), own(), SIGNAL()));
    expect(await publish()).toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('it exists with another type'),
      hint: expect.stringContaining('kubectl delete secret -n models registry-ghcr.io'),
    });
    expect(await publish({ adopt: ['models/registry-ghcr.io'] })).toMatchObject({
      kind: 'invalid',
      cause: expect.stringContaining('field is immutable'),
    });
  });
});

describe('a Secret that several hosts share', () => {
  const HOSTS = Array.from({ length: 12 }, (_, n) => `registry-${n}.example.com`);

  it('gets the hosts of one run, and loses none', async () => {
    const backend = open({ secret: 'pull' });
    await Promise.all(HOSTS.map((host) => backend.publish(configFor(host, 'b25l'), shared(host), SIGNAL())));
    expect(Object.keys(configIn('pull').auths).toSorted()).toEqual(HOSTS.toSorted());
  });

  it('gets the hosts of many runs at once, from nothing, and loses none', async () => {
    await Promise.all(
      HOSTS.map((host) => open({ secret: 'pull' }).publish(configFor(host, 'b25l'), shared(host), SIGNAL())),
    );
    expect(Object.keys(configIn('pull').auths).toSorted()).toEqual(HOSTS.toSorted());
    expect(sandbox.calls.where({ outcome: 'Conflict' }).length).toBeGreaterThan(0);
  });

  it('gives each host its own value, and replaces that alone', async () => {
    const backend = open({ secret: 'pull' });
    await backend.publish(configFor('a.example', 'b25l'), shared('a.example'), SIGNAL());
    await backend.publish(configFor('b.example', 'b25l'), shared('b.example'), SIGNAL());
    await backend.publish(configFor('a.example', 'dHdv'), shared('a.example'), SIGNAL());
    expect(configIn('pull').auths).toEqual({ 'a.example': { auth: 'dHdv' }, 'b.example': { auth: 'b25l' } });
    const back = await backend.read?.(shared('a.example'), SIGNAL());
    expect(back?.reveal()).toBe(configFor('a.example', 'dHdv').reveal());
    expect(await backend.read?.(shared('c.example'), SIGNAL())).toBeUndefined();
  });

  it('says when each host expires, and when the first does', async () => {
    const backend = open({ secret: 'pull' });
    const [late, soon] = [new Date('2026-12-02T00:00:00Z'), new Date('2026-12-01T00:00:00Z')];
    await backend.publish(configFor('a.example', 'b25l'), shared('a.example', 'pull', late), SIGNAL());
    await backend.publish(configFor('b.example', 'b25l'), shared('b.example', 'pull', soon), SIGNAL());
    await backend.publish(configFor('c.example', 'b25l'), shared('c.example'), SIGNAL());
    expect(storedIn('pull')?.object).toMatchObject({
      metadata: {
        annotations: {
          'pullkeeper.expires': soon.toISOString(),
          'pullkeeper.hosts': `{"a.example":"${late.toISOString()}","b.example":"${soon.toISOString()}","c.example":"never"}`,
        },
      },
    });
  });

  it('belongs to one manager once it is written', async () => {
    await open({ secret: 'pull' }).publish(configFor('a.example', 'b25l'), shared('a.example'), SIGNAL());
    const managers = storedIn('pull')?.managers.filter(({ fields }) =>
      fields.has('["data",".dockerconfigjson"]'),
    );
    expect(managers).toMatchObject([{ name: 'pullkeeper', operation: 'Apply' }]);
  });

  it('is finished by the next run when a run ends right after it was created', async () => {
    befall(answer(400, '{"kind":"Status","message":"no"}'));
    await failureOf(
      open({ secret: 'pull' }).publish(configFor('a.example', 'b25l'), shared('a.example'), SIGNAL()),
    );
    expect(configIn('pull')).toEqual({ auths: {} });
    await open({ secret: 'pull' }).publish(configFor('a.example', 'b25l'), shared('a.example'), SIGNAL());
    expect(Object.keys(configIn('pull').auths)).toEqual(['a.example']);
  });

  it('that holds something else is left alone', async () => {
    await asAdmin('POST', '', theirs('pull', '[]'));
    const failure = await failureOf(
      open({ secret: 'pull' }).publish(configFor('a.example', 'b25l'), shared('a.example'), SIGNAL()),
    );
    expect(failure).toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('not a Docker config.json'),
    });
    expect(storedIn('pull')?.data('.dockerconfigjson')).toBe('[]');
  });

  it('that somebody else owns is not overwritten', async () => {
    await asAdmin('POST', '?fieldManager=argocd', theirs('pull'));
    const failure = await failureOf(
      open({ secret: 'pull' }).publish(configFor('a.example', 'b25l'), shared('a.example'), SIGNAL()),
    );
    expect(failure).toMatchObject({
      message: expect.stringContaining('"argocd" owns'),
      hint: expect.stringContaining('adopt: ["models/pull"]'),
    });
  });

  it('larger than Kubernetes allows is refused before it is sent', async () => {
    const value = configFor('a.example', 'x'.repeat(1_100_000));
    const failure = await failureOf(open({ secret: 'pull' }).publish(value, shared('a.example'), SIGNAL()));
    expect(failure.kind).toBe('quota');
    expect(configIn('pull')).toEqual({ auths: {} });
  });

  it('never shows the credentials of other hosts, though Kubernetes repeats them', async () => {
    const other = 'bm90LWEtcmVhbC1wYXNzd29yZC1vZi10aGUtb3RoZXI=';
    await open({ secret: 'pull' }).publish(configFor('b.example', other), shared('b.example'), SIGNAL());
    befall({ kind: 'echo' });
    const failure = await failureOf(
      open({ secret: 'pull' }).publish(configFor('a.example', 'b25l'), shared('a.example'), SIGNAL()),
    );
    expectSilence(failure, other);
    expectSilence(failure, Buffer.from(configFor('b.example', other).reveal()).toString('base64'));
  });
});

describe('a refusal', () => {
  it('of the token names where it is kept and how to replace it', async () => {
    const env = { TOKEN: 'not-the-token-at-all', PULLKEEPER_KUBERNETES_URL: sandbox.kubernetesUrl };
    const backend = kubernetes(toOf(), { env, now: () => new Date(), log: () => {} });
    const failure = await failureOf(backend.publish(configFor('ghcr.io', 'b25l'), own(), SIGNAL()));
    expect(failure).toMatchObject({
      kind: 'denied',
      message: expect.stringContaining('Kubernetes rejected the token in TOKEN (env)'),
      hint: 'make a new token for the service account and set the variable TOKEN',
    });
    expectSilence(failure, 'not-the-token-at-all');
  });

  it('for want of a right names the command that prints the Role', async () => {
    sandbox.kubernetes.setRbac([]);
    const failure = await failureOf(open().publish(configFor('ghcr.io', 'b25l'), own(), SIGNAL()));
    expect(failure).toMatchObject({
      kind: 'denied',
      hint: expect.stringContaining('pullkeeper setup kubernetes'),
      cause: expect.stringContaining('cannot patch resource "secrets"'),
    });
  });

  it.each([
    ['a Secret of its own', undefined],
    ['a shared Secret', 'pull'],
  ])('for want of a namespace names it: %s', async (_, secret) => {
    sandbox.kubernetes.setRbac(JSON.parse(JSON.stringify(RBAC).replaceAll('"models"', '"modells"')));
    const about = secret === undefined ? own() : shared('ghcr.io');
    const failure = await failureOf(
      open(secret === undefined ? {} : { secret }).publish(
        configFor('ghcr.io', 'b25l'),
        { ...about, name: about.name.replace('models/', 'modells/') },
        SIGNAL(),
      ),
    );
    expect(failure).toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('there is no namespace "modells"'),
      hint: expect.stringContaining('kubectl create namespace modells'),
    });
  });

  it('is not asked again before the time that Kubernetes names', async () => {
    befall(throttleUntil('7'));
    await open().publish(configFor('ghcr.io', 'b25l'), own(), SIGNAL());
    expect(waits[0]).toBeGreaterThanOrEqual(7_000);
  });
});
