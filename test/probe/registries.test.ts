import { GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { GetAuthorizationTokenCommand as GetPublicTokenCommand } from '@aws-sdk/client-ecr-public';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MovableClock } from '../../sandbox/clock.ts';
import { echo, garbage, hang, status, throttle } from '../../sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { clientsOf } from '../sandbox/clients.ts';
import { ask, type Order } from './ask.ts';

const ECR = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const NEIGHBOUR = '210987654321.dkr.ecr.us-east-1.amazonaws.com';
const HOUR = 3_600_000;
const HOSTS = ['ghcr.io', 'docker.io', 'nvcr.io', 'registry.example.com:5000'];
const userOf = (host: string) => (host === 'nvcr.io' ? '$oauthtoken' : 'bot');

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({
    clock: new MovableClock({ rate: 0 }),
    images: [
      { host: ECR, repository: 'models/llama', tag: 'prod' },
      { host: NEIGHBOUR, repository: 'shared', tag: 'v1', sharedWith: ['123456789012'] },
      { host: NEIGHBOUR, repository: 'closed', tag: 'v1' },
      { host: 'public.ecr.aws', repository: 'acme/base', tag: 'latest' },
      ...HOSTS.map((host) => ({ host, repository: 'acme/llama', tag: 'prod' })),
      { host: 'docker.io', repository: 'library/python', tag: '3' },
      { host: 'ghcr.io', repository: 'acme/cached', tag: 'prod', redirectsManifests: true },
    ],
    accounts: [
      ...HOSTS.map((host) => ({ host, username: userOf(host), password: 'right' })),
      ...HOSTS.map((host) => ({ host, username: 'guest', password: 'right', mayPull: ['acme/other'] })),
    ],
  });
});
afterEach(() => sandbox.stop());

const probed = (order: Order) =>
  ask({ rehearsalUrl: sandbox.registryUrl, now: () => sandbox.clock.now(), ...order });

async function ecrToken(region = 'us-east-1') {
  const { authorizationData = [] } = await clientsOf(sandbox, { region }).ecr.send(
    new GetAuthorizationTokenCommand({}),
  );
  const [{ authorizationToken = '', expiresAt = new Date(0) } = {}] = authorizationData;
  return { pair: Buffer.from(authorizationToken, 'base64').toString(), expiresAt };
}

test('a registry that keeps its manifests in a storage accepts the right password alone', async () => {
  const order = { host: 'ghcr.io', image: 'acme/cached:prod' };
  expect(await probed({ ...order, pair: 'bot:right' })).toEqual({ verdict: 'pulls' });
  expect(await probed({ ...order, pair: 'bot:wrong' })).toMatchObject({ verdict: 'not-accepted' });
  expect(await probed({ ...order, pair: 'guest:right' })).toMatchObject({ verdict: 'no-pull-right' });
  expect(sandbox.calls.where({ service: 'registry-storage' })).toEqual([]);
});

describe('ECR', () => {
  test.each([
    [ECR],
    ['123456789012.dkr.ecr-fips.us-east-1.amazonaws.com'],
    ['123456789012.dkr-ecr.us-east-1.on.aws'],
  ])('says of a fresh token that it pulls: %s', async (host) => {
    const image = 'models/llama:prod';
    expect(await probed({ host, image, ...(await ecrToken()) })).toEqual({ verdict: 'pulls' });
  });

  test('says without an image that a token signs in, and no more', async () => {
    expect(await probed({ host: ECR, ...(await ecrToken()) })).toEqual({ verdict: 'signs-in' });
  });

  test('says of an old token that it has expired', async () => {
    const token = await ecrToken();
    sandbox.clock.advance(13 * HOUR);
    expect(await probed({ host: ECR, image: 'models/llama:prod', ...token })).toMatchObject({
      verdict: 'expired',
      refused: true,
      kind: 'expired',
      cause: 'HTTP 403: DENIED: Your authorization token has expired. Reauthenticate and try again.',
    });
  });

  test('is understood when it calls a young token of another region expired', async () => {
    const token = await ecrToken('eu-west-1');
    expect(await probed({ host: ECR, image: 'models/llama:prod', ...token })).toMatchObject({
      verdict: 'wrong-region',
      kind: 'invalid',
      hint: expect.stringContaining('the token must come from us-east-1'),
    });
  });

  test('names the permission that is missing', async () => {
    const order = { host: NEIGHBOUR, image: 'closed:v1', ...(await ecrToken()) };
    expect(await probed(order)).toMatchObject({
      verdict: 'no-pull-right',
      kind: 'denied',
      message: `the credential signs in to ${NEIGHBOUR}, but has no right to pull closed:v1: it lacks ecr:BatchGetImage`,
      hint: `give the role pullkeeper the rights ecr:BatchGetImage, ecr:GetDownloadUrlForLayer and ecr:BatchCheckLayerAvailability on the repository closed in account 210987654321. A repository in another account needs them in its own policy too. These commands grant both: npx pullkeeper setup aws --account 123456789012`,
    });
    expect(await probed({ ...order, image: 'shared:v1' })).toEqual({ verdict: 'pulls' });
  });

  test.each([
    ['repository', 'models/lama:prod', /NAME_UNKNOWN/],
    ['tag', 'models/llama:nightly', /MANIFEST_UNKNOWN/],
    ['digest', `models/llama:prod@sha256:${'0'.repeat(64)}`, /MANIFEST_UNKNOWN/],
  ])('says that there is no such %s', async (_, image, cause) => {
    expect(await probed({ host: ECR, image, ...(await ecrToken()) })).toMatchObject({
      verdict: 'no-such-image',
      refused: true,
      message: `${ECR} has no ${image}, or none that this credential may see`,
      cause: expect.stringMatching(cause),
    });
  });

  test('does not accept a token that is cut short', async () => {
    const { pair, expiresAt } = await ecrToken();
    expect(await probed({ host: ECR, pair: pair.slice(0, -8), expiresAt })).toMatchObject({
      verdict: 'not-accepted',
      kind: 'denied',
      cause: 'HTTP 400: DENIED: Your Authorization Token is invalid.',
    });
  });
});

test('ECR Public trades its token for a bearer, and gives the image for that', async () => {
  const { authorizationData } = await clientsOf(sandbox).ecrPublic.send(new GetPublicTokenCommand({}));
  const pair = Buffer.from(authorizationData?.authorizationToken ?? '', 'base64').toString();
  const order = { host: 'public.ecr.aws', image: 'acme/base:latest', pair };
  expect(await probed(order)).toEqual({ verdict: 'pulls' });
  sandbox.clock.advance(13 * HOUR);
  expect(await probed(order)).toMatchObject({ verdict: 'expired', refused: true });
});

describe.each(HOSTS)('%s', (host) => {
  const image = 'acme/llama:prod';
  const pair = `${userOf(host)}:right`;

  test('says of the right password that it pulls, or without an image that it signs in', async () => {
    expect(await probed({ host, image, pair })).toEqual({ verdict: 'pulls' });
    expect(await probed({ host, pair })).toEqual({ verdict: 'signs-in' });
  });

  test('does not accept a wrong one', async () => {
    expect(await probed({ host, image, pair: 'bot:wrong' })).toMatchObject({
      verdict: 'not-accepted',
      refused: true,
      kind: 'denied',
      message: `${host} does not accept the credential of "bot"`,
      hint: expect.stringContaining('changed, revoked or mistyped'),
    });
  });

  test('turns away one that is past the end that is known of it', async () => {
    const expiresAt = new Date(sandbox.clock.now().getTime() - HOUR);
    expect(await probed({ host, image, pair: 'bot:wrong', expiresAt })).toMatchObject({
      verdict: 'expired',
      refused: true,
      kind: 'expired',
      hint: expect.stringContaining('make a new one at the registry'),
    });
  });

  test('gives a bearer to who may not pull, and no image', async () => {
    expect(await probed({ host, image, pair: 'guest:right' })).toMatchObject({
      verdict: 'no-pull-right',
      refused: true,
      kind: 'denied',
    });
  });

  test('has no such image', async () => {
    expect(await probed({ host, image: 'acme/llama:nightly', pair })).toMatchObject({
      verdict: 'no-such-image',
    });
  });
});

test('Docker Hub is asked by HEAD for a manifest and by nothing else, which counts as no pull', async () => {
  for (const image of ['acme/llama:prod', 'acme/llama:none', 'python:3']) {
    await probed({ host: 'docker.io', image, pair: 'bot:right' });
    await probed({ host: 'docker.io', image, pair: 'guest:right' });
  }
  const manifests = sandbox.calls.where({ service: 'registry', operation: 'manifest' });
  expect(manifests.map(({ method }) => method)).toEqual(Array(12).fill('HEAD'));
});

describe('a registry that cannot say', () => {
  const order = { host: 'ghcr.io', image: 'acme/llama:prod', pair: 'bot:right' };

  test.each<
    [
      what: string,
      operation: string | undefined,
      fault: Parameters<typeof status>[0] | 'throttle' | 'garbage',
      verdict: string,
      kind: string,
    ]
  >([
    ['is down', undefined, 503, 'unreachable', 'unavailable'],
    ['has a token service that is down', 'token', 500, 'unreachable', 'unavailable'],
    ['is asked too often', undefined, 'throttle', 'unreachable', 'throttled'],
    ['has a website before its tokens', 'token', 'garbage', 'not-a-registry', 'invalid'],
    ['answers with a web page', undefined, 'garbage', 'not-a-registry', 'invalid'],
    ['is gone from where it was', undefined, 410, 'not-a-registry', 'invalid'],
  ])('because it %s has not refused anything', async (_, operation, fault, verdict, kind) => {
    const suffered = fault === 'throttle' ? throttle : fault === 'garbage' ? garbage() : status(fault);
    sandbox.faults.add({ service: 'registry', ...(operation && { operation }), times: 9, fault: suffered });
    expect(await probed(order)).toMatchObject({ verdict, kind, refused: false });
  });

  test('is not waited for', async () => {
    sandbox.faults.add({ service: 'registry', operation: 'token', fault: hang });
    expect(await probed({ ...order, withinMs: 100 })).toMatchObject({
      verdict: 'unreachable',
      kind: 'unavailable',
      cause: 'no answer in time',
    });
  });

  test('ends when the run does', async () => {
    sandbox.faults.add({ service: 'registry', fault: hang });
    const run = new AbortController();
    const asked = probed({ ...order, signal: run.signal });
    run.abort(new Error('the run is over'));
    await expect(asked).rejects.toThrow('the run is over');
  });

  test('repeats what it was shown to nobody', async () => {
    for (const operation of ['token', 'manifest', 'ping']) {
      sandbox.faults.clear();
      sandbox.faults.add({ service: 'registry', operation, times: 9, fault: echo });
      for (const pair of ['bot:canary-of-a-password', `AWS:${'canary'.repeat(400)}`]) {
        const said = JSON.stringify(await probed({ host: ECR, image: 'models/llama:prod', pair }));
        const more = JSON.stringify(await probed({ ...order, pair }));
        expect(said + more).not.toMatch(/canary|Y2FuYXJ5|Ym90O|QVdTO/);
      }
    }
  });
});
