import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { GoogleIdentity } from '../../lib/google/identity.ts';
import { artifactRegistrySource } from '../../lib/sources/artifact-registry/source.ts';
import { echo, garbage, hang, status, throttle } from '../../sandbox/faults.ts';
import { failureOf } from '../contract/failures.ts';
import { asServiceAccount, DIRECT, withKey } from '../google/identities.ts';
import { BETWEEN, googleWorld, HOST, PROVIDER, PULLER, REPOSITORY, ROLE_MEMBER } from '../google/world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const signal = () => AbortSignal.timeout(15_000);
const auth = (token: string) => Buffer.from(`oauth2accesstoken:${token}`).toString('base64');

/** How long a token lives from the moment it is minted, or from another. */
const lifeOf = ({ mintedAt, expiresAt }: { mintedAt: Date; expiresAt?: Date | undefined }, from = mintedAt) =>
  (expiresAt?.getTime() ?? Number.NaN) - from.getTime();

type World = Awaited<ReturnType<typeof googleWorld>>;
const mint = (identity: GoogleIdentity, { machine }: World, until = signal()) =>
  artifactRegistrySource(identity, machine).mint(until);

const silent = vi.spyOn(console, 'warn');
beforeEach(() => void silent.mockClear());
afterEach(() => expect(silent).not.toHaveBeenCalled());

describe('a mint', () => {
  test('as a service account, by the AWS role of the function, gives a token that pulls for an hour', async () => {
    const world = await googleWorld();

    const { username, password, mintedAt, expiresAt } = await mint(asServiceAccount(PULLER), world);

    expect(username).toBe('oauth2accesstoken');
    expect(mintedAt).toEqual(world.clock.now());
    expect(lifeOf({ mintedAt, expiresAt })).toBeGreaterThan(HOUR - 1_000);
    expect(lifeOf({ mintedAt, expiresAt })).toBeLessThanOrEqual(HOUR);
    const pull = () => world.sandbox.pull(HOST, REPOSITORY, 'prod', auth(password.reveal()));
    expect(await pull()).toMatchObject({ pulled: true });
    world.clock.advance(HOUR);
    expect(await pull()).toMatchObject({ pulled: false, status: 401 });
  });

  test('as the federated identity itself', async () => {
    const world = await googleWorld({
      bindings: [{ member: ROLE_MEMBER, role: 'roles/artifactregistry.reader' }],
    });

    const { password, mintedAt, expiresAt } = await mint(DIRECT, world);

    expect(lifeOf({ mintedAt, expiresAt })).toBe(HOUR);
    expect(await world.sandbox.pull(HOST, REPOSITORY, 'prod', auth(password.reveal()))).toMatchObject({
      pulled: true,
    });
    expect(world.sandbox.calls.where({ service: 'iamcredentials' })).toEqual([]);
  });

  test('pulls with the scope that is the default, and not with that of Cloud Storage', async () => {
    const world = await googleWorld();
    const pulls = async (identity: GoogleIdentity) => {
      const { password } = await mint(identity, world);
      return world.sandbox.pull(HOST, REPOSITORY, 'prod', auth(password.reveal()));
    };

    expect(await pulls(asServiceAccount(PULLER))).toMatchObject({ pulled: true });
    expect(await pulls({ ...asServiceAccount(PULLER), scope: 'devstorage.read_only' })).toMatchObject({
      pulled: false,
      status: 403,
    });
  });

  test('with the key of a service account', async () => {
    const world = await googleWorld();
    vi.stubEnv('PULLER_KEY', world.sandbox.google.addKey(PULLER));

    const { password, mintedAt, expiresAt } = await mint(withKey('PULLER_KEY'), world);

    expect(lifeOf({ mintedAt, expiresAt })).toBe(HOUR);
    expect(await world.sandbox.pull(HOST, REPOSITORY, 'prod', auth(password.reveal()))).toMatchObject({
      pulled: true,
    });
  });

  test('through delegates', async () => {
    const world = await googleWorld({
      bindings: [
        { member: ROLE_MEMBER, role: 'roles/iam.serviceAccountTokenCreator', on: PULLER },
        { member: `serviceAccount:${PULLER}`, role: 'roles/iam.serviceAccountTokenCreator', on: BETWEEN },
      ],
    });

    // The role itself may not.
    expect(await failureOf(mint(asServiceAccount(BETWEEN), world))).toMatchObject({ kind: 'denied' });
    await mint(asServiceAccount(BETWEEN, { delegates: [PULLER] }), world);

    expect(world.sandbox.calls.where({ service: 'iamcredentials', outcome: 'ok' })).toHaveLength(1);
  });

  test('as one service account after another, with a key at the beginning', async () => {
    const world = await googleWorld({
      bindings: [
        { member: `serviceAccount:${BETWEEN}`, role: 'roles/iam.serviceAccountTokenCreator', on: PULLER },
      ],
    });
    vi.stubEnv('KEY', world.sandbox.google.addKey(BETWEEN));
    const { impersonations } = asServiceAccount(PULLER);

    const { password } = await mint({ ...withKey('KEY'), impersonations }, world);

    expect(await world.sandbox.pull(HOST, REPOSITORY, 'prod', auth(password.reveal()))).toMatchObject({
      pulled: true,
    });
  });

  test('as one service account after another, with the AWS role of the function at the beginning', async () => {
    const world = await googleWorld({
      bindings: [
        { member: ROLE_MEMBER, role: 'roles/iam.serviceAccountTokenCreator', on: BETWEEN },
        { member: `serviceAccount:${BETWEEN}`, role: 'roles/iam.serviceAccountTokenCreator', on: PULLER },
      ],
    });
    const steps = [BETWEEN, PULLER].flatMap((account) => asServiceAccount(account).impersonations);

    const { password } = await mint({ ...DIRECT, impersonations: steps }, world);

    expect(world.sandbox.calls.where({ service: 'iamcredentials', outcome: 'ok' })).toHaveLength(2);
    expect(await world.sandbox.pull(HOST, REPOSITORY, 'prod', auth(password.reveal()))).toMatchObject({
      pulled: true,
    });
  });

  test('with twelve hours, where the organisation allows them', async () => {
    const world = await googleWorld({ serviceAccounts: [{ email: PULLER, longLived: true }] });

    const { expiresAt, mintedAt } = await mint(asServiceAccount(PULLER, { lifetimeSeconds: 43_200 }), world);

    expect(lifeOf({ mintedAt, expiresAt })).toBeGreaterThan(12 * HOUR - 1_000);
  });

  test.each([
    ['federated', DIRECT],
    ['impersonated', asServiceAccount(PULLER)],
    ['keyed', withKey('PULLER_KEY')],
  ])('is %s and fresh every time: a warm function never publishes an ageing token', async (_, identity) => {
    const world = await googleWorld();
    vi.stubEnv('PULLER_KEY', world.sandbox.google.addKey(PULLER));
    const source = artifactRegistrySource(identity, world.machine);

    const first = await source.mint(signal());
    world.clock.advance(50 * MINUTE);
    const second = await source.mint(signal());

    expect(second.password.reveal()).not.toBe(first.password.reveal());
    expect(lifeOf(second, world.clock.now())).toBeGreaterThan(HOUR - 1_000);
  });

  test('asks for no more than pulling takes', async () => {
    const world = await googleWorld();
    const { password } = await mint(asServiceAccount(PULLER), world);

    const url = `${world.sandbox.googleUrl}/iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${PULLER}:generateAccessToken`;
    const headers = { authorization: `Bearer ${password.reveal()}` };
    const answer = await fetch(url, { method: 'POST', headers, body: '{}' });

    expect(await answer.json()).toMatchObject({
      error: { message: 'Request had insufficient authentication scopes.' },
    });
  });

  test('prints nothing, even where Google is asked to', async () => {
    const world = await googleWorld();
    vi.stubEnv('GOOGLE_SDK_NODE_LOGGING', '*');
    const printed = ['log', 'error', 'debug'].map((how) => vi.spyOn(console, how as 'log'));
    const written = vi.spyOn(process.stderr, 'write');
    vi.resetModules();

    const fresh = await import('../../lib/sources/artifact-registry/source.ts');
    await fresh.artifactRegistrySource(asServiceAccount(PULLER), world.machine).mint(signal());

    expect(process.env.GOOGLE_SDK_NODE_LOGGING).toBeUndefined();
    for (const spy of [...printed, written]) {
      expect(spy).not.toHaveBeenCalled();
      spy.mockRestore();
    }
  });
});

describe('a failure', () => {
  const tooLong = `${'r'.repeat(60)}`;
  test.each<
    [
      what: string,
      identity: GoogleIdentity,
      google: Parameters<typeof googleWorld>[0],
      message: RegExp,
      hint: RegExp,
    ]
  >([
    [
      'a provider that is not there',
      DIRECT,
      { providers: [] },
      /no such provider/,
      /providers describe projects/,
    ],
    [
      'a provider for another account',
      DIRECT,
      { providers: [{ name: PROVIDER, account: '999999999999' }] },
      /the provider rejects the AWS role of this function/,
      /pullkeeper setup google/,
    ],
    [
      'an account that does not let the role act as it',
      asServiceAccount(BETWEEN),
      {},
      /cannot act as between@\S+: the AWS role of this function has no right/,
      /grant roles\/iam\.workloadIdentityUser on between@/,
    ],
    [
      'a delegate that may not make tokens for the next',
      asServiceAccount(PULLER, { delegates: [BETWEEN] }),
      {},
      /has no right to create tokens for it/,
      /TokenCreator on between@\S+ to the AWS role.*TokenCreator on puller@\S+ to serviceAccount:between@/,
    ],
    [
      'a service account that is not there',
      asServiceAccount(PULLER),
      { serviceAccounts: [] },
      /there is no such service account/,
      /service-accounts list/,
    ],
    [
      'a lifetime that the organisation forbids',
      asServiceAccount(PULLER, { lifetimeSeconds: 43_200 }),
      {},
      /policy does not allow tokens of 43200 seconds/,
      /allowServiceAccountCredentialLifetimeExtension/,
    ],
    [
      'a key whose account is gone',
      withKey('PULLER_KEY'),
      { serviceAccounts: [] },
      /no longer exists/,
      /restore puller@/,
    ],
  ])('tells of %s, and what to do', async (_, identity, google, message, hint) => {
    const world = await googleWorld(google);
    vi.stubEnv('PULLER_KEY', world.sandbox.google.addKey(PULLER));

    const failure = await failureOf(mint(identity, world));

    expect(failure.message).toMatch(message);
    expect(failure.hint).toMatch(hint);
    expect(failure.cause).toMatch(/^\d{3} \w+/);
    expect(['denied', 'invalid']).toContain(failure.kind);
  });

  test('tells of a revoked key', async () => {
    const world = await googleWorld();
    vi.stubEnv('PULLER_KEY', world.sandbox.google.addKey(PULLER));
    world.sandbox.google.revokeKeys(PULLER);

    expect(await failureOf(mint(withKey('PULLER_KEY'), world))).toMatchObject({
      kind: 'denied',
      message: expect.stringContaining(`with the key of ${PULLER}: `),
      hint: expect.stringContaining('store it in PULLER_KEY (env)'),
    });
  });

  test.each([
    ['federated', DIRECT],
    ['keyed', withKey('PULLER_KEY')],
  ])('tells the %s that the clock is off', async (_, identity) => {
    const world = await googleWorld({ wall: () => new Date(Date.now() + 2 * HOUR) });
    vi.stubEnv('PULLER_KEY', world.sandbox.google.addKey(PULLER));

    expect(await failureOf(mint(identity, world))).toMatchObject({
      message: expect.stringContaining('the clock of this machine is wrong'),
    });
  });

  test('tells of names that are too long for Google', async () => {
    const world = await googleWorld({ providers: [{ name: PROVIDER, account: '123456789012' }] });
    const { credentials } = world.sandbox.addPrincipal({
      arn: `arn:aws:iam::123456789012:role/${tooLong}${tooLong}`,
      allow: [],
    });
    vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
    vi.stubEnv('AWS_SESSION_TOKEN', credentials.sessionToken);

    expect(await failureOf(mint(DIRECT, world))).toMatchObject({
      message: expect.stringContaining('the subject is too long for Google'),
    });
  });

  test('tells that AWS does not confirm who this is', async () => {
    const world = await googleWorld();
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', 'not-the-real-one');

    expect(await failureOf(mint(DIRECT, world))).toMatchObject({
      kind: 'denied',
      message: expect.stringContaining('AWS does not confirm'),
    });
  });

  test.each([
    ['google-sts', 'unavailable', status(500)],
    ['google-sts', 'unavailable', garbage()],
    ['google-sts', 'throttled', throttle],
    ['google-oauth', 'unavailable', status(503)],
    ['google-oauth', 'unavailable', garbage()],
    ['iamcredentials', 'unavailable', status(500)],
    ['iamcredentials', 'unavailable', garbage()],
    ['iamcredentials', 'throttled', throttle],
  ])('of %s is %s when it lasts', async (service, kind, fault) => {
    const world = await googleWorld();
    vi.stubEnv('PULLER_KEY', world.sandbox.google.addKey(PULLER));
    world.sandbox.faults.add({ service, fault, times: 99 });
    const identity = service === 'google-oauth' ? withKey('PULLER_KEY') : asServiceAccount(PULLER);

    expect(await failureOf(mint(identity, world))).toMatchObject({ kind, hint: expect.stringMatching(/\w/) });
  });

  test.each(['google-sts', 'google-oauth', 'iamcredentials'])(
    'of %s that passes is not seen',
    async (service) => {
      const world = await googleWorld();
      vi.stubEnv('PULLER_KEY', world.sandbox.google.addKey(PULLER));
      world.sandbox.faults.add({ service, fault: status(503), times: 2 });
      const identity = service === 'google-oauth' ? withKey('PULLER_KEY') : asServiceAccount(PULLER);

      await expect(mint(identity, world)).resolves.toBeDefined();
    },
  );

  test.each(['google-sts', 'google-oauth', 'iamcredentials'])(
    'of %s ends when the time is up',
    async (service) => {
      const world = await googleWorld();
      vi.stubEnv('PULLER_KEY', world.sandbox.google.addKey(PULLER));
      world.sandbox.faults.add({ service, fault: hang, times: 99 });
      const identity = service === 'google-oauth' ? withKey('PULLER_KEY') : asServiceAccount(PULLER);

      expect(await failureOf(mint(identity, world, AbortSignal.timeout(300)))).toMatchObject({
        kind: 'unavailable',
      });
    },
  );

  test.each(['google-sts', 'google-oauth', 'iamcredentials'])(
    'does not repeat what %s repeats',
    async (service) => {
      const world = await googleWorld();
      vi.stubEnv('PULLER_KEY', world.sandbox.google.addKey(PULLER));
      world.sandbox.faults.add({ service, fault: echo, times: 99 });
      const identity = service === 'google-oauth' ? withKey('PULLER_KEY') : asServiceAccount(PULLER);

      const failure = await failureOf(mint(identity, world));

      const said = JSON.stringify([failure.message, failure.hint, failure.cause, failure.stack]);
      expect(said).not.toMatch(/Signature%3D|sandbox-session-token|assertion=|eyJ/);
    },
  );
});
