import { createSign, generateKeyPairSync } from 'node:crypto';
import { request } from 'node:http';
import { AwsClient } from 'google-auth-library';
import { describe, expect, it, vi } from 'vitest';
import { verificationUrl } from '../../lib/google/verification-url.ts';
import { googleWorld, HOST, PROVIDER, PULLER, REPOSITORY, ROLE_MEMBER } from '../google/world.ts';

type World = Awaited<ReturnType<typeof googleWorld>>;
const SCOPE = 'https://www.googleapis.com/auth/';
const AUDIENCE = `//iam.googleapis.com/${PROVIDER}`;

/** What AwsClient would send: a GetCallerIdentity that is signed and never sent. */
async function subjectToken(region = 'us-east-1', url = verificationUrl(region, false)): Promise<string> {
  vi.stubEnv('AWS_REGION', region);
  const client = new AwsClient({
    audience: AUDIENCE,
    subject_token_type: 'urn:ietf:params:aws:token-type:aws4_request',
    credential_source: { environment_id: 'aws1', regional_cred_verification_url: url },
  });
  return client.retrieveSubjectToken();
}

interface SignedRequest {
  url: string;
  method: string;
  headers: { key: string; value: string }[];
}

function tamper(token: string, change: (request: SignedRequest) => void): string {
  const request: SignedRequest = JSON.parse(decodeURIComponent(token));
  change(request);
  return encodeURIComponent(JSON.stringify(request));
}

const post = async (url: string, body: string | URLSearchParams, headers: Record<string, string> = {}) => {
  const answer = await fetch(url, { method: 'POST', body, headers });
  const parsed: Record<string, unknown> = JSON.parse(await answer.text());
  return { status: answer.status, body: parsed };
};

const exchange = ({ sandbox }: World, token: string, change: Record<string, string> = {}) =>
  post(
    `${sandbox.googleUrl}/sts.googleapis.com/v1/token`,
    new URLSearchParams({
      grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
      requested_token_type: 'urn:ietf:params:oauth:token-type:access_token',
      subject_token_type: 'urn:ietf:params:aws:token-type:aws4_request',
      audience: AUDIENCE,
      scope: `${SCOPE}cloud-platform`,
      subject_token: token,
      ...change,
    }),
  );

describe("Google's STS", () => {
  it('gives a token for an hour to whom AWS would name', async () => {
    const world = await googleWorld();
    const answer = await exchange(world, await subjectToken());
    expect(answer).toMatchObject({ status: 200, body: { expires_in: 3600, token_type: 'Bearer' } });
  });

  it('takes the FIPS name of the STS of a region that has one', async () => {
    const world = await googleWorld();
    expect(
      await exchange(world, await subjectToken('us-west-2', verificationUrl('us-west-2', true))),
    ).toMatchObject({ status: 200 });
  });

  it.each<[what: string, change: (request: SignedRequest) => void, message: RegExp]>([
    [
      'another date',
      ({ headers }) => set(headers, 'x-amz-date', '20200101T000000Z'),
      /SignatureDoesNotMatch/,
    ],
    [
      'another session',
      ({ headers }) => set(headers, 'x-amz-security-token', 'made-up'),
      /InvalidClientTokenId/,
    ],
    [
      'another resource',
      ({ headers }) => set(headers, 'x-goog-cloud-target-resource', '//other'),
      /does not match the audience/,
    ],
    [
      'another host',
      (request) => {
        request.url = request.url.replace('us-east-1', 'eu-west-1');
      },
      /STS endpoint of a region/,
    ],
    [
      'an evil host',
      (request) => {
        request.url = request.url.replace('amazonaws.com', 'evil.example');
      },
      /STS endpoint of a region/,
    ],
    [
      'another action',
      (request) => {
        request.url = request.url.replace('GetCallerIdentity', 'AssumeRole');
      },
      /not a GetCallerIdentity/,
    ],
    [
      'no encryption',
      (request) => {
        request.url = request.url.replace('https:', 'http:');
      },
      /not a GetCallerIdentity/,
    ],
    [
      'another method',
      (request) => {
        request.method = 'GET';
      },
      /not a GetCallerIdentity/,
    ],
  ])('refuses a signed request with %s', async (_, change, message) => {
    const world = await googleWorld();
    const { status, body } = await exchange(world, tamper(await subjectToken(), change));
    expect([status, body.error, body.error_description]).toEqual([
      400,
      'invalid_grant',
      expect.stringMatching(message),
    ]);
  });

  it.each([
    ['an audience that is a pool', { audience: AUDIENCE.replace(/\/providers.*/, '') }, 'invalid_target'],
    ['no scope', { scope: '' }, 'invalid_scope'],
    [
      'another kind of subject token',
      { subject_token_type: 'urn:ietf:params:oauth:token-type:jwt' },
      'invalid_request',
    ],
    ['a subject token that is none', { subject_token: 'AWS' }, 'invalid_grant'],
  ])('refuses %s', async (_, change, code) => {
    const world = await googleWorld();
    expect(await exchange(world, await subjectToken(), change)).toMatchObject({
      status: 400,
      body: { error: code },
    });
  });

  it('knows nobody under the domain of another universe', async () => {
    const { sandbox } = await googleWorld();
    expect(await post(`${sandbox.googleUrl}/sts.example.com/v1/token`, '')).toMatchObject({ status: 404 });
  });
});

function set(headers: SignedRequest['headers'], name: string, value: string): void {
  const header = headers.find(({ key }) => key === name);
  if (header === undefined) throw new Error(`there is no header ${name}`);
  header.value = value;
}

describe('the OAuth token endpoint', () => {
  const now = () => Math.floor(Date.now() / 1_000);
  const claims = () => ({
    iss: PULLER,
    scope: `${SCOPE}devstorage.read_only`,
    aud: 'https://oauth2.googleapis.com/token',
    iat: now(),
    exp: now() + 3_600,
  });

  const trade = ({ sandbox }: World, key: string, change: object = {}, header: object = { alg: 'RS256' }) => {
    const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const signed = `${part(header)}.${part({ ...claims(), ...change })}`;
    const assertion = `${signed}.${createSign('RSA-SHA256').update(signed).sign(key, 'base64url')}`;
    const grant_type = 'urn:ietf:params:oauth:grant-type:jwt-bearer';
    return post(
      `${sandbox.googleUrl}/oauth2.googleapis.com/token`,
      new URLSearchParams({ grant_type, assertion }),
    );
  };
  const keyIn = ({ sandbox }: World): string => JSON.parse(sandbox.google.addKey(PULLER)).private_key;

  it('trades a JWT for a token', async () => {
    const world = await googleWorld();
    expect(await trade(world, keyIn(world))).toMatchObject({ status: 200, body: { expires_in: 3600 } });
  });

  it.each<[what: string, change: object, message: RegExp]>([
    ['another audience', { aud: 'https://sts.googleapis.com/v1/token' }, /audience/],
    ['a life of two hours', { exp: Math.floor(Date.now() / 1_000) + 7_200 }, /short-lived token/],
    [
      'a time to come',
      { iat: Math.floor(Date.now() / 1_000) + 1_800, exp: Math.floor(Date.now() / 1_000) + 3_600 },
      /reasonable timeframe/,
    ],
    [
      'an account that is not there',
      { iss: 'nobody@acme-models.iam.gserviceaccount.com' },
      /account not found/,
    ],
    ['a scope that is none', { scope: 'everything' }, /scope/],
  ])('refuses a JWT with %s', async (_, change, message) => {
    const world = await googleWorld();
    const { status, body } = await trade(world, keyIn(world), change);
    expect([status, body.error_description]).toEqual([400, expect.stringMatching(message)]);
  });

  it('refuses a JWT that another key has signed, and one that says it needs no key', async () => {
    const world = await googleWorld();
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const stranger = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    keyIn(world);
    expect(await trade(world, stranger)).toMatchObject({
      body: { error_description: 'Invalid JWT Signature.' },
    });
    expect(await trade(world, stranger, {}, { alg: 'none' })).toMatchObject({ status: 400 });
  });
});

describe('an Artifact Registry', () => {
  const direct = async (world: World, scope = 'cloud-platform') => {
    const { body } = await exchange(world, await subjectToken(), { scope: `${SCOPE}${scope}` });
    return String(body.access_token);
  };
  const basic = (token: string, user = 'oauth2accesstoken') =>
    Buffer.from(`${user}:${token}`).toString('base64');
  const reading = {
    bindings: [
      { member: ROLE_MEMBER, role: 'roles/artifactregistry.reader' as const, on: 'projects/acme-models' },
    ],
  };

  it('lets a token in after a Bearer challenge without a service', async () => {
    const world = await googleWorld(reading);
    expect(await world.sandbox.pull(HOST, REPOSITORY, 'prod', basic(await direct(world)))).toMatchObject({
      pulled: true,
    });
    expect(
      world.sandbox.calls.where({ service: 'registry' }).map(({ operation, status }) => [operation, status]),
    ).toEqual([
      ['manifest', 401],
      ['token', 200],
      ['manifest', 200],
      ['blob', 307],
      ['blob', 307],
    ]);
    const { headers } = await fetchRegistry(world, HOST, {});
    expect(headers['www-authenticate']).toBe(`Bearer realm="https://${HOST}/v2/token"`);
  });

  it('takes it as Basic, straight away', async () => {
    const world = await googleWorld(reading);
    expect(
      await fetchRegistry(world, HOST, { authorization: `Basic ${basic(await direct(world))}` }),
    ).toMatchObject({ status: 200 });
  });

  it('answers to its regional endpoint', async () => {
    const world = await googleWorld(reading);
    const auth = basic(await direct(world));
    expect(
      await world.sandbox.pull('docker.us-central1.rep.pkg.dev', REPOSITORY, 'prod', auth),
    ).toMatchObject({ pulled: true });
  });

  it('keeps the repositories of another project from who may read those of one', async () => {
    const world = await googleWorld(reading);
    const auth = basic(await direct(world));
    expect(await world.sandbox.pull(HOST, 'other/models/llama', 'prod', auth)).toMatchObject({
      status: 403,
      message: expect.stringContaining(
        'Permission "artifactregistry.repositories.downloadArtifacts" denied on resource "projects/other/',
      ),
    });
  });

  it.each([
    ['a token that nobody minted', async () => basic('made-up'), 401],
    ['another user name', async (world: World) => basic(await direct(world), '_json_key'), 401],
    ['a scope that does not pull', async (world: World) => basic(await direct(world, 'userinfo.email')), 403],
  ])('refuses %s', async (_, auth, status) => {
    const world = await googleWorld(reading);
    expect(await world.sandbox.pull(HOST, REPOSITORY, 'prod', await auth(world))).toMatchObject({
      pulled: false,
      status,
    });
  });
});

async function fetchRegistry({ sandbox }: World, host: string, headers: Record<string, string>) {
  const path = `/v2/${REPOSITORY}/manifests/prod`;
  return new Promise<{ status: number | undefined; headers: NodeJS.Dict<string | string[]> }>(
    (resolve, reject) => {
      request(sandbox.registryUrl, { path, headers: { host, ...headers } }, (answer) => {
        answer.resume();
        resolve({ status: answer.statusCode, headers: answer.headers });
      })
        .on('error', reject)
        .end();
    },
  );
}
