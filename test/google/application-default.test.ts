import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { googleSecretManager } from '../../lib/backends/google-secret-manager/backend.ts';
import type { GoogleIdentity } from '../../lib/google/identity.ts';
import { SECRET_RIGHTS } from '../../lib/google/secret-rights.ts';
import { Secret } from '../../lib/secrecy/secret.ts';
import { artifactRegistrySource } from '../../lib/sources/artifact-registry/source.ts';
import { echo } from '../../sandbox/faults.ts';
import { targetOf } from '../backends/target.ts';
import { failureOf } from '../contract/failures.ts';
import { asServiceAccount } from './identities.ts';
import { googleWorld, HOST, POOL, PROVIDER, PULLER, REPOSITORY } from './world.ts';

const USER = 'ada@acme.example';
const CLUSTER = 'https://kubernetes.example';
const SUBJECT = `principal://iam.googleapis.com/${POOL}/subject/pod`;
const DEFAULT: GoogleIdentity = {
  base: { type: 'application-default' },
  impersonations: [],
  scope: 'cloud-platform',
};
const signal = () => AbortSignal.timeout(15_000);

async function world(google: Parameters<typeof googleWorld>[0] = {}) {
  const made = await googleWorld({
    providers: [{ name: PROVIDER, issuer: CLUSTER, subjects: ['pod'] }],
    bindings: [
      { member: `user:${USER}`, role: 'roles/artifactregistry.reader', on: 'projects/acme-models' },
      { member: `user:${USER}`, role: 'roles/iam.serviceAccountTokenCreator', on: PULLER },
      { member: SUBJECT, role: 'roles/iam.workloadIdentityUser', on: PULLER },
      { member: SUBJECT, role: 'roles/artifactregistry.reader', on: 'projects/acme-models' },
    ],
    ...google,
  });
  const home = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
  onTestFinished(() => rmSync(home, { recursive: true }));
  const env: NodeJS.ProcessEnv = { ...process.env, HOME: home, GCE_METADATA_HOST: '127.0.0.1:9' };
  delete env.GOOGLE_APPLICATION_CREDENTIALS;
  delete env.CLOUDSDK_CONFIG;
  const write = (name: string, text: string) => {
    writeFileSync(join(home, name), text);
    return join(home, name);
  };
  const named = (text: string) => {
    env.GOOGLE_APPLICATION_CREDENTIALS = write('named.json', text);
  };
  const mint = (identity = DEFAULT) =>
    artifactRegistrySource(identity, { ...made.machine, env }).mint(signal());
  const pulls = async (identity = DEFAULT) => {
    const { password } = await mint(identity);
    const auth = Buffer.from(`oauth2accesstoken:${password.reveal()}`).toString('base64');
    return (await made.sandbox.pull(HOST, REPOSITORY, 'prod', auth)).pulled;
  };
  return { ...made, env, home, write, named, mint, pulls };
}

/** The subject token that a platform has put into a file. */
function platformToken({ sandbox, clock, write }: Awaited<ReturnType<typeof world>>): string {
  const iat = Math.floor(clock.now().getTime() / 1_000);
  const aud = `https://iam.googleapis.com/${PROVIDER}`;
  return write('token', sandbox.issuer(CLUSTER).sign({ aud, sub: 'pod', iat, exp: iat + 3_600 }));
}

const external = (source: object, more: object = {}) =>
  JSON.stringify({
    type: 'external_account',
    audience: `//iam.googleapis.com/${PROVIDER}`,
    subject_token_type: 'urn:ietf:params:oauth:token-type:jwt',
    token_url: 'https://sts.googleapis.com/v1/token',
    credential_source: source,
    ...more,
  });

describe('Application Default Credentials give a token that pulls', () => {
  test('from the login of gcloud', async () => {
    const { sandbox, home, pulls } = await world();
    mkdirSync(join(home, '.config/gcloud'), { recursive: true });
    const path = join(home, '.config/gcloud/application_default_credentials.json');
    writeFileSync(path, sandbox.google.logIn(USER));
    expect(await pulls()).toBe(true);
  });

  test('from the login in another folder of gcloud', async () => {
    const { sandbox, env, home, write, pulls } = await world();
    write('application_default_credentials.json', sandbox.google.logIn(USER));
    env.CLOUDSDK_CONFIG = home;
    expect(await pulls()).toBe(true);
  });

  test('from the key of a service account', async () => {
    const { sandbox, named, pulls } = await world();
    named(sandbox.google.addKey(PULLER));
    expect(await pulls()).toBe(true);
  });

  test('from a file of workload identity, with the subject token in another file', async () => {
    const made = await world();
    made.named(external({ file: platformToken(made) }));
    expect(await made.pulls()).toBe(true);
  });

  test('from a file of workload identity that acts as a service account', async () => {
    const made = await world();
    const url = `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${PULLER}:generateAccessToken`;
    made.named(external({ file: platformToken(made) }, { service_account_impersonation_url: url }));
    expect(await made.pulls()).toBe(true);
    expect(made.sandbox.calls.where({ service: 'iamcredentials' })).toHaveLength(1);
  });

  test('from a login that acts as a service account', async () => {
    const { sandbox, named, pulls } = await world();
    const login = JSON.parse(sandbox.google.logIn(USER));
    named(
      JSON.stringify({
        type: 'impersonated_service_account',
        source_credentials: login,
        service_account_impersonation_url: `https://iamcredentials.googleapis.com/v1/projects/-/serviceAccounts/${PULLER}:generateAccessToken`,
        delegates: [],
      }),
    );
    expect(await pulls()).toBe(true);
  });

  test('from the metadata server of a machine', async () => {
    const { env, pulls } = await world({ machine: PULLER });
    env.GCE_METADATA_HOST = process.env.GCE_METADATA_HOST;
    expect(await pulls()).toBe(true);
  });

  test('for an identity that then acts as a service account', async () => {
    const { sandbox, named, pulls } = await world();
    named(sandbox.google.logIn(USER));
    const { impersonations } = asServiceAccount(PULLER);
    expect(await pulls({ ...DEFAULT, impersonations })).toBe(true);
    expect(sandbox.calls.where({ service: 'iamcredentials' })).toHaveLength(1);
  });
});

test('each mint gets a new token', async () => {
  const { sandbox, named, mint } = await world();
  named(sandbox.google.logIn(USER));
  const [one, other] = [await mint(), await mint()];
  expect(one.password.reveal()).not.toBe(other.password.reveal());
});

describe('a person who writes to Secret Manager', () => {
  const about = { host: 'ghcr.io', key: 'ghcr.io', name: 'a', format: 'docker-auth' } as const;
  const publish = async (quotaProject?: string) => {
    const { sandbox, named, env } = await world();
    sandbox.google.allow({ member: `user:${USER}`, role: SECRET_RIGHTS });
    named(sandbox.google.logIn(USER, quotaProject));
    const to = targetOf({ type: 'google-secret-manager', project: 'acme-models' }, DEFAULT);
    const backend = googleSecretManager(to, { env, now: () => new Date(), log: () => {} });
    await backend.publish(new Secret('value'), about, signal());
    return sandbox.google.secret('projects/acme-models/secrets/a')?.value;
  };

  test('pays with the project that the login names', async () => {
    expect(await publish('acme-quota')).toBe('value');
  });

  test('is told how to name a project', async () => {
    expect(await failureOf(publish())).toMatchObject({
      kind: 'denied',
      hint: expect.stringContaining('set-quota-project'),
    });
  });
});

describe('without a token, the message', () => {
  test('says how to log in where nothing is found', async () => {
    const { mint } = await world();
    expect(await failureOf(mint())).toMatchObject({
      kind: 'invalid',
      message: 'this machine has no Application Default Credentials',
      hint: expect.stringContaining('gcloud auth application-default login'),
    });
  });

  test('says that a login has ended', async () => {
    const { sandbox, named, mint } = await world();
    named(sandbox.google.logIn(USER));
    sandbox.google.logOut(USER);
    expect(await failureOf(mint())).toMatchObject({
      kind: 'expired',
      hint: expect.stringContaining('gcloud auth application-default login'),
    });
  });

  test.each<[what: string, text: string, says: string]>([
    ['is not JSON', 'no JSON', 'not JSON'],
    ['has an unknown type', '{"type":"gdch_service_account"}', 'gdch_service_account'],
    ['lacks half of a login', '{"type":"authorized_user","client_id":"a"}', 'client_secret, refresh_token'],
    ['runs a program', external({ executable: { command: '/bin/true' } }), 'from a file or an address'],
    ['has two sources', external({ file: 'a', url: 'https://b.example' }), 'from a file or an address'],
  ])('names a file that %s', async (_, text, says) => {
    const { named, mint, env } = await world();
    named(text);
    const failure = await failureOf(mint());
    expect(failure).toMatchObject({ kind: 'invalid', message: expect.stringContaining(says) });
    expect(failure.message).toContain(env.GOOGLE_APPLICATION_CREDENTIALS);
  });

  test('names a file that is not there', async () => {
    const { env, mint } = await world();
    env.GOOGLE_APPLICATION_CREDENTIALS = '/no/such/file';
    expect(await failureOf(mint())).toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('/no/such/file'),
    });
  });

  test('never repeats a refresh token', async () => {
    const { sandbox, named, mint } = await world();
    const login = sandbox.google.logIn(USER);
    named(login);
    sandbox.faults.add({ service: 'google-oauth', fault: echo, times: 9 });
    const { message, hint, cause } = await failureOf(mint());
    const { refresh_token: token, client_secret: secret } = JSON.parse(login);
    for (const each of [token, secret]) expect(JSON.stringify([message, hint, cause])).not.toContain(each);
  });
});
