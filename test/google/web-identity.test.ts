import { describe, expect, test, vi } from 'vitest';
import type { GoogleIdentity } from '../../lib/google/identity.ts';
import { artifactRegistrySource } from '../../lib/sources/artifact-registry/source.ts';
import { issuerOf } from '../../sandbox/aws/web-identity.ts';
import { answer, echo, hang, shortLived } from '../../sandbox/faults.ts';
import type { OidcProvider } from '../../sandbox/google/id-token.ts';
import { failureOf } from '../contract/failures.ts';
import { asServiceAccount, DIRECT } from './identities.ts';
import { googleWorld, HOST, POOL, PROVIDER, PULLER, REPOSITORY } from './world.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const SUBJECT = 'arn:aws:iam::123456789012:role/pullkeeper';
const MEMBER = `principal://iam.googleapis.com/${POOL}/subject/${SUBJECT}`;
const signal = () => AbortSignal.timeout(15_000);

const byToken = (identity: GoogleIdentity): GoogleIdentity => ({
  ...identity,
  base: {
    type: 'workload-identity',
    provider: PROVIDER,
    universeDomain: 'googleapis.com',
    subjectToken: 'aws-web-identity',
  },
});
const ITSELF = byToken(DIRECT);
const AS_PULLER = byToken(asServiceAccount(PULLER));

/** A Google with an OIDC provider that lets the role of the function in. */
const worldWith = (provider: Partial<OidcProvider> = {}, webIdentity = true) =>
  googleWorld(
    {
      providers: [{ name: PROVIDER, issuer: issuerOf('123456789012'), subjects: [SUBJECT], ...provider }],
      bindings: [
        { member: MEMBER, role: 'roles/iam.workloadIdentityUser', on: PULLER },
        { member: MEMBER, role: 'roles/artifactregistry.reader' },
      ],
    },
    { webIdentity },
  );
type World = Awaited<ReturnType<typeof worldWith>>;

const mint = (identity: GoogleIdentity, { machine }: World, until = signal()) =>
  artifactRegistrySource(identity, machine).mint(until);

describe('a mint with a web identity token of AWS', () => {
  test.each([
    ['as a service account', AS_PULLER],
    ['as the federated identity itself', ITSELF],
  ])('%s gives a token that pulls, and lives an hour', async (_, identity) => {
    const world = await worldWith();

    const { password, mintedAt, expiresAt } = await mint(identity, world);

    const life = (expiresAt?.getTime() ?? 0) - mintedAt.getTime();
    expect(life).toBeGreaterThan(HOUR - 2_000);
    expect(life).toBeLessThanOrEqual(HOUR);
    const auth = Buffer.from(`oauth2accesstoken:${password.reveal()}`).toString('base64');
    expect(await world.sandbox.pull(HOST, REPOSITORY, 'prod', auth)).toMatchObject({ pulled: true });
  });

  test('gets one token of AWS for one exchange, and fresh ones every time', async () => {
    const world = await worldWith();
    const source = artifactRegistrySource(AS_PULLER, world.machine);
    const calls = () =>
      ['GetWebIdentityToken', 'exchange'].map(
        (operation) => world.sandbox.calls.where({ operation, outcome: 'ok' }).length,
      );

    const first = await source.mint(signal());
    expect(calls()).toEqual([1, 1]);
    world.clock.advance(50 * MINUTE);
    const second = await source.mint(signal());

    expect(calls()).toEqual([2, 2]);
    expect(second.password.reveal()).not.toBe(first.password.reveal());
  });

  test('knows no limit of 127 bytes for the names of role and function', async () => {
    const role = `arn:aws:iam::123456789012:role/${'r'.repeat(64)}`;
    const world = await worldWith({ subjects: [role] });
    world.sandbox.google.allow({
      member: MEMBER.replace(SUBJECT, role),
      role: 'roles/artifactregistry.reader',
    });
    const { credentials } = world.sandbox.addPrincipal({ arn: role, allow: ['sts:GetWebIdentityToken'] });
    vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
    vi.stubEnv('AWS_SESSION_TOKEN', credentials.sessionToken);

    await expect(mint(ITSELF, world)).resolves.toBeDefined();
  });
});

describe('a failed mint with a web identity token of AWS', () => {
  test.each<[what: string, provider: Partial<OidcProvider>, kind: string, message: RegExp, hint: RegExp]>([
    [
      'a provider that expects another audience',
      { allowedAudiences: ['https://another.example'] },
      'invalid',
      /expects another audience/,
      /update-oidc projects\S+ --allowed-audiences=https:\/\/iam\.googleapis\.com\/projects/,
    ],
    [
      'a provider that trusts another issuer',
      { issuer: issuerOf('999999999999') },
      'invalid',
      /trusts another issuer/,
      /get-outbound-web-identity-federation-info/,
    ],
    [
      'a provider that lets another role in',
      { subjects: [] },
      'denied',
      /the provider rejects the AWS role of this function/,
      /pullkeeper setup google/,
    ],
  ])('explains %s', async (_, provider, kind, message, hint) => {
    const failure = await failureOf(mint(ITSELF, await worldWith(provider)));

    expect(failure.kind).toBe(kind);
    expect(failure.message).toMatch(message);
    expect(failure.hint).toMatch(hint);
    expect(failure.cause).toMatch(/^400 /);
  });

  test('explains a token that expired on the way', async () => {
    const world = await worldWith();
    world.sandbox.faults.add({ service: 'sts', fault: shortLived(-2 * MINUTE) });

    expect(await failureOf(mint(ITSELF, world))).toMatchObject({
      kind: 'expired',
      message: expect.stringContaining('the web identity token of AWS had expired'),
    });
  });

  test('names the setting that is off in the AWS account', async () => {
    expect(await failureOf(mint(AS_PULLER, await worldWith({}, false)))).toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('not enabled in this AWS account'),
      hint: expect.stringContaining('aws iam enable-outbound-web-identity-federation'),
    });
  });

  test('names the right that the role has not', async () => {
    const world = await worldWith();
    const { credentials } = world.sandbox.addPrincipal({ arn: SUBJECT, allow: ['ecr:*'] });
    vi.stubEnv('AWS_ACCESS_KEY_ID', credentials.accessKeyId);
    vi.stubEnv('AWS_SECRET_ACCESS_KEY', credentials.secretAccessKey);
    vi.stubEnv('AWS_SESSION_TOKEN', credentials.sessionToken);

    expect(await failureOf(mint(AS_PULLER, world))).toMatchObject({
      kind: 'denied',
      hint: expect.stringContaining('sts:GetWebIdentityToken'),
    });
  });

  test.each(['sts', 'google-sts'])('ends when the time is up, where %s does not answer', async (service) => {
    const world = await worldWith();
    world.sandbox.faults.add({ service, fault: hang, times: 99 });

    expect(await failureOf(mint(AS_PULLER, world, AbortSignal.timeout(300)))).toMatchObject({
      kind: 'unavailable',
    });
  });

  test('does not repeat the token of AWS, where Google repeats it', async () => {
    const world = await worldWith();
    world.sandbox.faults.add({ service: 'google-sts', fault: echo, times: 99 });

    const { message, hint, cause, stack } = await failureOf(mint(AS_PULLER, world));

    expect(JSON.stringify([message, hint, cause, stack])).not.toMatch(/eyJ|subject_token=ey/);
  });

  test('does not repeat a few characters of the token of AWS, either', async () => {
    const world = await worldWith();
    const start = Buffer.from('{"alg":"R').toString('base64url'); // so begins every JWT of AWS
    const body = { error: 'invalid_grant', error_description: `not a token: ${start}` };
    world.sandbox.faults.add({ service: 'google-sts', fault: answer(400, JSON.stringify(body)) });

    expect((await failureOf(mint(AS_PULLER, world))).cause).toBe('400 invalid_grant not a token: [redacted]');
  });
});
