import { request } from 'node:http';
import { GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { GetAuthorizationTokenCommand as GetPublicTokenCommand } from '@aws-sdk/client-ecr-public';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { garbage } from '../../sandbox/faults.ts';
import { type Sandbox, type SandboxPrincipal, startSandbox } from '../../sandbox/sandbox.ts';
import { clientsOf } from './clients.ts';

const HOST = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const NEIGHBOUR = '210987654321.dkr.ecr.us-east-1.amazonaws.com';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';
const EXPIRED = 'Your authorization token has expired. Reauthenticate and try again.';
const INVALID = 'Your Authorization Token is invalid.';
const HOUR = 60 * 60_000;
const value = (text: string) => Buffer.from(text).toString('base64');

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({
    images: [
      { host: HOST, repository: 'models/llama', tag: 'prod' },
      { host: NEIGHBOUR, repository: 'shared', tag: 'v1', sharedWith: ['123456789012'] },
      { host: NEIGHBOUR, repository: 'closed', tag: 'v1' },
      { host: 'public.ecr.aws', repository: 'acme/base', tag: 'latest' },
    ],
  });
});
afterEach(() => sandbox.stop());

async function mint(as: { principal?: SandboxPrincipal; region?: string } = {}): Promise<string> {
  const { credentials } = as.principal ?? sandbox.principal;
  const { ecr } = clientsOf(sandbox, { credentials, ...(as.region && { region: as.region }) });
  const { authorizationData } = await ecr.send(new GetAuthorizationTokenCommand({}));
  return authorizationData?.[0]?.authorizationToken ?? '';
}

async function mintPublic(): Promise<string> {
  const { authorizationData } = await clientsOf(sandbox).ecrPublic.send(new GetPublicTokenCommand({}));
  return authorizationData?.authorizationToken ?? '';
}

const pull = (auth: string, host = HOST, repository = 'models/llama', reference = 'prod') =>
  sandbox.pull(host, repository, reference, auth);

/** One plain request, as a client makes it that knows what it wants. */
function ask(method: string, path: string, headers: Record<string, string> = {}) {
  return new Promise<{ status: number | undefined; headers: Record<string, unknown>; body: string }>(
    (resolve, reject) => {
      const outgoing = request(
        sandbox.registryUrl,
        { method, path, headers: { host: HOST, ...headers } },
        (answer) => {
          let body = '';
          answer.on('data', (chunk) => {
            body += chunk;
          });
          answer.on('end', () => resolve({ status: answer.statusCode, headers: answer.headers, body }));
        },
      );
      outgoing.on('error', reject).end();
    },
  );
}

describe('an ECR registry', () => {
  it('gives the image for a fresh token', async () => {
    const result = await pull(await mint());
    expect(result).toMatchObject({ pulled: true, digest: expect.stringMatching(/^sha256:[0-9a-f]{64}$/) });
  });

  it('gives the same image by digest', async () => {
    const token = await mint();
    const byTag = await pull(token);
    const digest = byTag.pulled ? byTag.digest : '';
    expect(await pull(token, HOST, 'models/llama', digest)).toEqual(byTag);
  });

  it.each([
    ['FIPS', '123456789012.dkr.ecr-fips.us-east-1.amazonaws.com'],
    ['dual-stack', '123456789012.dkr-ecr.us-east-1.on.aws'],
    ['dual-stack FIPS', '123456789012.dkr-ecr-fips.us-east-1.on.aws'],
  ])('answers to its %s name', async (_, host) => {
    expect(await pull(await mint(), host)).toMatchObject({ pulled: true });
  });

  it('asks for Basic authentication, in its own name', async () => {
    const answer = await ask('GET', '/v2/');
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe(
      `Basic realm="https://${HOST}/",service="ecr.amazonaws.com"`,
    );
  });

  it('says of a token that it is good, without a repository', async () => {
    expect(await ask('GET', '/v2/', { authorization: `Basic ${await mint()}` })).toMatchObject({
      status: 200,
    });
  });

  it('tells a HEAD request the digest and the type, without a body', async () => {
    const answer = await ask('HEAD', '/v2/models/llama/manifests/prod', {
      authorization: `Basic ${await mint()}`,
      accept: MANIFEST,
    });
    expect(answer).toMatchObject({ status: 200, body: '' });
    expect(answer.headers).toMatchObject({
      'content-type': MANIFEST,
      'docker-content-digest': expect.stringMatching(/^sha256:/),
    });
  });

  it('sends its clients to a storage for a layer, with an address for this method and some minutes', async () => {
    const authorization = `Basic ${await mint()}`;
    const { body } = await ask('GET', '/v2/models/llama/manifests/prod', { authorization, accept: MANIFEST });
    const path = `/v2/models/llama/blobs/${JSON.parse(body).layers[0].digest}`;
    expect(await ask('GET', path)).toMatchObject({ status: 401 });
    const { status, headers } = await ask('GET', path, { authorization });
    const { host, pathname, search } = new URL(String(headers.location));
    const get = (more: Record<string, string> = {}, method = 'GET', query = search) =>
      ask(method, pathname + query, { host, ...more });

    expect([status, await get()]).toMatchObject([307, { status: 200 }]);
    expect(await get({ authorization })).toMatchObject({
      status: 400,
      body: expect.stringContaining('Only one auth mechanism'),
    });
    expect(await get({}, 'HEAD')).toMatchObject({ status: 403 });
    expect(await get({}, 'GET', search.replace(/expires=\d/, 'expires=9'))).toMatchObject({ status: 403 });
    sandbox.clock.advance(HOUR);
    expect(await get()).toMatchObject({ status: 403, body: expect.stringContaining('expired') });
  });

  it('may send them there for a manifest too', async () => {
    sandbox.addImage({ host: HOST, repository: 'cached', tag: 'prod', redirectsManifests: true });
    expect(await pull(await mint(), HOST, 'cached')).toMatchObject({ pulled: true });
  });

  it('has nothing for a client that accepts only other types', async () => {
    const accept = 'application/vnd.docker.distribution.manifest.v2+json';
    const answer = await ask('GET', '/v2/models/llama/manifests/prod', {
      authorization: `Basic ${await mint()}`,
      accept,
    });
    expect(answer).toMatchObject({ status: 404, body: expect.stringContaining('MANIFEST_UNKNOWN') });
  });

  it('takes a token for eleven hours and 59 minutes, and not for twelve hours', async () => {
    const token = await mint();
    sandbox.clock.advance(12 * HOUR - 60_000);
    expect(await pull(token)).toMatchObject({ pulled: true });
    sandbox.clock.advance(60_000);
    expect(await pull(token)).toEqual({ pulled: false, status: 403, code: 'DENIED', message: EXPIRED });
  });

  it("refuses another region's token like an old one", async () => {
    expect(await pull(await mint({ region: 'eu-west-1' }))).toMatchObject({ status: 403, message: EXPIRED });
  });

  it.each([
    ['a token that nobody minted', () => value('AWS:made-up'), 400, INVALID],
    [
      'a token cut short',
      async () =>
        value(
          Buffer.from(await mint(), 'base64')
            .toString()
            .slice(0, 900),
        ),
      400,
      INVALID,
    ],
    ['a token encoded twice', async () => value(await mint()), 401, 'Not Authorized'],
    [
      'another user name',
      async () =>
        value(
          Buffer.from(await mint(), 'base64')
            .toString()
            .replace('AWS:', 'aws:'),
        ),
      401,
      'Not Authorized',
    ],
    ['the token of ECR Public', mintPublic, 400, INVALID],
  ])('refuses %s', async (_, auth, status, message) => {
    expect(await pull(await auth())).toMatchObject({ pulled: false, status, message });
  });

  it.each(['manifest', 'blob'])(
    'is not believed when the %s it sends is something else',
    async (operation) => {
      const token = await mint();
      sandbox.faults.add({ operation, times: 2, fault: garbage() });
      expect(await pull(token)).toMatchObject({ pulled: false, code: 'DIGEST_INVALID' });
    },
  );

  it('is not believed when the digest asked for has become another image', async () => {
    const token = await mint();
    const { digest } = Object.assign({ digest: '' }, await pull(token));
    sandbox.faults.add({ operation: 'manifest', times: 2, fault: garbage('{"schemaVersion":2}') });
    expect(await pull(token, HOST, 'models/llama', digest)).toMatchObject({
      pulled: false,
      message: expect.stringContaining('has another digest'),
    });
  });

  it('refuses Bearer authentication', async () => {
    expect(await ask('GET', '/v2/', { authorization: 'Bearer x' })).toMatchObject({ status: 401 });
  });

  it.each([
    ['manifest', 'ecr:GetDownloadUrlForLayer', 'ecr:BatchGetImage'],
    ['layers', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
  ])('keeps the %s from who has only %s', async (_, only, missing) => {
    const principal = sandbox.addPrincipal({
      arn: 'arn:aws:iam::123456789012:role/half',
      allow: ['ecr:GetAuthorizationToken', only],
    });
    expect(await pull(await mint({ principal }))).toEqual({
      pulled: false,
      status: 403,
      code: 'DENIED',
      message:
        `User: arn:aws:sts::123456789012:assumed-role/half/sandbox is not authorized to perform: ${missing} on resource: ` +
        `arn:aws:ecr:us-east-1:123456789012:repository/models/llama because no identity-based policy allows the ${missing} action`,
    });
  });

  it('serves other accounts that the repository lets in, with the token they have', async () => {
    expect(await pull(await mint(), NEIGHBOUR, 'shared', 'v1')).toMatchObject({ pulled: true });
  });

  it.each(['closed', 'absent'])(
    "keeps another account's %s repository from who is not let in",
    async (repository) => {
      expect(await pull(await mint(), NEIGHBOUR, repository, 'v1')).toMatchObject({
        status: 403,
        message: expect.stringContaining(
          'because no resource-based policy allows the ecr:BatchGetImage action',
        ),
      });
    },
  );

  it.each([
    [
      'repository',
      'models/absent',
      'prod',
      'NAME_UNKNOWN',
      "The repository with name 'models/absent' does not exist in the registry with id '123456789012'",
    ],
    ['tag', 'models/llama', 'absent', 'MANIFEST_UNKNOWN', 'Requested image not found'],
  ])('has no %s that was not made', async (_, repository, tag, code, message) => {
    expect(await pull(await mint(), HOST, repository, tag)).toEqual({
      pulled: false,
      status: 404,
      code,
      message,
    });
  });
});

describe('ECR Public', () => {
  const pullPublic = (auth: string, host = 'public.ecr.aws') => pull(auth, host, 'acme/base', 'latest');

  it('trades a minted token for a bearer, and gives the image', async () => {
    expect(await pullPublic(await mintPublic())).toMatchObject({ pulled: true });
    expect(
      sandbox.calls.where({ service: 'registry' }).map(({ operation, status }) => [operation, status]),
    ).toEqual([
      ['manifest', 401],
      ['token', 200],
      ['manifest', 200],
      ['blob', 307],
      ['blob', 307],
    ]);
  });

  it('answers to its dual-stack name', async () => {
    expect(await pullPublic(await mintPublic(), 'ecr-public.aws.com')).toMatchObject({ pulled: true });
  });

  it('lets in those who give no name', async () => {
    const { body } = await ask('GET', '/token/?service=public.ecr.aws&scope=aws', { host: 'public.ecr.aws' });
    const { token } = JSON.parse(body);
    const answer = await ask('GET', '/v2/acme/base/manifests/latest', {
      host: 'public.ecr.aws',
      authorization: `Bearer ${token}`,
    });
    expect(answer).toMatchObject({ status: 200 });
  });

  it.each([
    ["private ECR's token", mint, 400, INVALID],
    [
      'a token that is over',
      async () => {
        const token = await mintPublic();
        sandbox.clock.advance(12 * HOUR);
        return token;
      },
      403,
      EXPIRED,
    ],
  ])('refuses %s', async (_, auth, status, message) => {
    expect(await pullPublic(await auth())).toMatchObject({ pulled: false, status, message });
  });

  it('refuses a bearer that is over with 400', async () => {
    const { body } = await ask('GET', '/token/?service=public.ecr.aws', { host: 'public.ecr.aws' });
    const { token } = JSON.parse(body);
    sandbox.clock.advance(HOUR);
    const answer = await ask('GET', '/v2/', { host: 'public.ecr.aws', authorization: `Bearer ${token}` });
    expect(answer).toMatchObject({ status: 400 });
  });
});

describe('the listener', () => {
  it.each([
    'localhost',
    '123456789012.dkr.ecr.us-east-1.amazonaws.com.evil.example',
    '123456789012.dkr.ecr.cn-north-1.amazonaws.com',
    '12345.dkr.ecr.us-east-1.amazonaws.com',
  ])('has no registry at %s', async (host) => {
    const answer = await ask('GET', '/v2/', { host });
    expect(answer).toMatchObject({ status: 404, body: expect.stringContaining('no registry') });
  });

  it('refuses an image for a host it does not have', () => {
    expect(() => sandbox.addImage({ host: 'ghcr.io', repository: 'a', tag: 'b' })).toThrow(
      'no registry at "ghcr.io"',
    );
  });
});
