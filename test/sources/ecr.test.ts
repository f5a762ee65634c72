import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AwsCaller } from '../../lib/sources/aws-caller.ts';
import { ecrSource } from '../../lib/sources/ecr/source.ts';
import { openSource } from '../../lib/sources/index.ts';
import type { Credential } from '../../lib/sources/source.ts';
import { MovableClock } from '../../sandbox/clock.ts';
import { cut, type Fault, garbage, hang, shortLived, status, throttle } from '../../sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { environmentOf } from '../aws/environment.ts';
import { expectSilence, failureOf } from '../contract/failures.ts';
import { clientsOf, credentialsIn } from '../sandbox/clients.ts';
import { callsTo, functionWith } from './machine.ts';

const HOUR = 60 * 60_000;
const NOON = new Date('2026-03-01T12:00:00Z');
const REGION = 'eu-west-1';
const HOST = `123456789012.dkr.ecr.${REGION}.amazonaws.com`;
const ME = 'arn:aws:sts::123456789012:assumed-role/pullkeeper/sandbox';

let sandbox: Sandbox;
let caller: AwsCaller;
beforeEach(async () => {
  sandbox = await startSandbox({
    clock: new MovableClock({ start: NOON, rate: 0 }),
    images: [{ host: HOST, repository: 'models/llama', tag: 'prod' }],
  });
  caller = functionWith(sandbox.environment(), NOON);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await sandbox.stop();
});

function mint(signal = AbortSignal.timeout(50_000), partition: 'aws' | 'aws-cn' = 'aws', region = REGION) {
  return ecrSource({ region, partition }, caller).mint(signal);
}

const authOf = ({ username, password }: Credential) =>
  Buffer.from(`${username}:${password.reveal()}`).toString('base64');

describe('an ECR token', () => {
  it('is minted by one call, in the region of the host, as the role of the function', async () => {
    expect(caller.env.AWS_REGION).toBe('us-east-1');
    await mint();
    expect(callsTo(sandbox, 'ecr')).toEqual([
      {
        operation: 'GetAuthorizationToken',
        region: REGION,
        principal: ME,
        resource: undefined,
        outcome: 'ok',
      },
    ]);
    expect([...sandbox.calls]).toHaveLength(1);
  });

  it('says who it is for, when it was minted, and until when it lives', async () => {
    expect(await mint()).toMatchObject({
      username: 'AWS',
      mintedAt: NOON,
      expiresAt: new Date(NOON.getTime() + 12 * HOUR),
    });
  });

  it('has the expiry that the service gives it, however short', async () => {
    sandbox.faults.add({ fault: shortLived(60_000) });
    expect((await mint()).expiresAt).toEqual(new Date(NOON.getTime() + 60_000));
  });

  it('pulls from the registry until it expires', async () => {
    const auth = authOf(await mint());
    expect(await sandbox.pull(HOST, 'models/llama', 'prod', auth)).toMatchObject({ pulled: true });
    sandbox.clock.advance(12 * HOUR);
    expect(await sandbox.pull(HOST, 'models/llama', 'prod', auth)).toMatchObject({ status: 403 });
  });

  it('is a fresh one at every mint', async () => {
    const source = ecrSource({ region: REGION, partition: 'aws' }, caller);
    const one = await source.mint(AbortSignal.timeout(50_000));
    const other = await source.mint(AbortSignal.timeout(50_000));
    expect(one.password.reveal()).not.toBe(other.password.reveal());
    expect(callsTo(sandbox, 'ecr')).toHaveLength(2);
  });

  it('may have colons in its password', async () => {
    const authorizationToken = Buffer.from('AWS:not:a:real:password').toString('base64');
    sandbox.faults.add({
      fault: garbage(JSON.stringify({ authorizationData: [{ authorizationToken, expiresAt: 1 }] })),
    });
    expect((await mint()).password.reveal()).toBe('not:a:real:password');
  });

  it('is minted by the source that the plan asks for', async () => {
    const source = await openSource(
      {
        kind: 'ecr',
        name: 'ecr',
        endpoint: 'ECR',
        function: 'refreshEcr',
        region: 'ap-south-1',
        partition: 'aws',
      },
      caller,
    );
    await source.mint(AbortSignal.timeout(50_000));
    expect(callsTo(sandbox, 'ecr')).toMatchObject([{ region: 'ap-south-1' }]);
  });

  it('is minted in another partition by a function that runs there', async () => {
    const local = sandbox.addPrincipal({ arn: 'arn:aws-cn:iam::123456789012:role/local', allow: ['ecr:*'] });
    caller = functionWith({ ...environmentOf(sandbox, local), AWS_REGION: 'cn-north-1' });
    await mint(undefined, 'aws-cn', 'cn-northwest-1');
    expect(callsTo(sandbox, 'ecr')).toMatchObject([{ region: 'cn-northwest-1', outcome: 'ok' }]);
  });

  it('is minted where no home region is known, since the host says the region', async () => {
    const { AWS_REGION: _, AWS_DEFAULT_REGION: __, ...environment } = sandbox.environment();
    caller = functionWith(environment);
    await mint();
    expect(callsTo(sandbox, 'ecr')).toMatchObject([{ region: REGION }]);
  });
});

describe('a mint', () => {
  it('of another partition is refused before any call', async () => {
    const failure = await failureOf(mint(undefined, 'aws-cn', 'cn-north-1'));
    expect(failure).toMatchObject({
      kind: 'invalid',
      message: 'cannot mint in cn-north-1: this function runs in us-east-1, in another partition of AWS',
      hint: 'credentials of aws do not work in aws-cn: deploy a second pullkeeper there for its registries',
    });
    expect([...sandbox.calls]).toEqual([]);
  });

  it('that is denied names the right and who lacks it', async () => {
    const idle = { arn: 'arn:aws:iam::123456789012:role/idle', allow: ['ecr:BatchGetImage'] };
    caller = functionWith(environmentOf(sandbox, sandbox.addPrincipal(idle)));
    expect(await failureOf(mint())).toMatchObject({
      kind: 'denied',
      message: `cannot mint an ECR token in ${REGION} as the role of this function: not allowed`,
      hint: 'allow ecr:GetAuthorizationToken on "*" to the role of this function',
      cause: expect.stringMatching(
        /^AccessDeniedException: User: arn:aws:sts::123456789012:assumed-role\/idle\/sandbox is not authorized to perform: ecr:GetAuthorizationToken .* \(request [\w-]+\)$/,
      ),
    });
  });

  it('without any credentials says how to get some', async () => {
    caller = functionWith(environmentWithoutCredentials());
    expect(await failureOf(mint())).toMatchObject({
      kind: 'denied',
      message: `cannot mint an ECR token in ${REGION} as the role of this function: no AWS credentials were found`,
      hint: 'on a laptop, sign in (aws sso login) or set AWS_PROFILE; in Lambda, check the role of the function',
      cause: 'CredentialsProviderError: Could not load credentials from any providers',
    });
    expect([...sandbox.calls]).toEqual([]);
  });

  it('with credentials that nobody knows says what to check', async () => {
    await using stranger = await startSandbox();
    caller = functionWith(environmentOf(sandbox, stranger.principal));
    expect(await failureOf(mint())).toMatchObject({
      kind: 'denied',
      message: `cannot mint an ECR token in ${REGION} as the role of this function: AWS rejected the credentials`,
      hint: expect.stringMatching(/active.*partition.*enabled the region.*clock/),
      cause: expect.stringMatching(/^UnrecognizedClientException: /),
    });
  });

  it('with a wrong key says what to check', async () => {
    const { credentials } = sandbox.principal;
    const wrong = { ...credentials, secretAccessKey: 'sandbox-canary-of-a-key' };
    caller = functionWith(environmentOf(sandbox, { credentials: wrong }));
    const failure = await failureOf(mint());
    expect(failure).toMatchObject({
      kind: 'denied',
      cause: expect.stringMatching(/^InvalidSignatureException: /),
    });
    expectSilence(failure, wrong.secretAccessKey);
  });

  it('with a session that is over says to sign in again', async () => {
    const arn = 'arn:aws:iam::123456789012:role/short';
    await using other = await startSandbox({ roles: [{ arn }] });
    const order = new AssumeRoleCommand({ RoleArn: arn, RoleSessionName: 'by-hand', DurationSeconds: 900 });
    const credentials = credentialsIn(await clientsOf(other).sts.send(order));
    other.clock.advance(900_000);
    caller = functionWith(environmentOf(other, { credentials }));
    expect(await failureOf(mint())).toMatchObject({
      kind: 'expired',
      message: `cannot mint an ECR token in ${REGION} as the role of this function: the AWS credentials have expired`,
      hint: 'sign in again: aws sso login',
      cause: expect.stringMatching(/^ExpiredTokenException: /),
    });
  });

  it.each<[what: string, fault: Fault, times: number]>([
    ['throttled twice', throttle, 2],
    ['answered by a broken service twice', status(500), 2],
    ['cut off once', cut, 1],
  ])('succeeds though it was %s', async (_, fault, times) => {
    sandbox.faults.add({ service: 'ecr', fault, times });
    expect((await mint()).username).toBe('AWS');
  });

  it('that is throttled for good leaves it to the next run', async () => {
    sandbox.faults.add({ service: 'ecr', fault: throttle, times: 9 });
    expect(await failureOf(mint())).toMatchObject({
      kind: 'throttled',
      message: `cannot mint an ECR token in ${REGION} as the role of this function: too many requests`,
      hint: 'no action needed: the next run retries',
    });
  });

  it.each<[what: string, fault: Fault, cause: RegExp]>([
    ['a broken service', status(500), /^the answer is not readable \(HTTP 500\)$/],
    ['a proxy that refuses', status(403), /^the answer is not readable \(HTTP 403\)$/],
    ['a proxy that leads elsewhere', status(302), /^the answer is not readable \(HTTP 302\)$/],
    ['a connection that is cut', cut, /^the answer is not readable \(HTTP 200, ECONNRESET\)$/],
    ['a hotel network', garbage(), /^the answer is not readable \(HTTP 200\)$/],
    ['silence', hang, /^AbortError/],
  ])('that meets %s looks at the way there', async (_, fault, cause) => {
    sandbox.faults.add({ service: 'ecr', fault, times: 9 });
    expect(await failureOf(mint(AbortSignal.timeout(fault === hang ? 150 : 50_000)))).toMatchObject({
      kind: 'unavailable',
      message: `cannot mint an ECR token in ${REGION} as the role of this function: the service gave no usable answer`,
      hint: 'the next run retries; if this continues, check the network path (proxy, VPC endpoint, NAT, DNS)',
      cause: expect.stringMatching(cause),
    });
  });

  it.each([
    [
      'refuses the connection',
      'http://127.0.0.1:1',
      /^Error ECONNREFUSED: connect ECONNREFUSED 127\.0\.0\.1:1$/,
    ],
    [
      'has no address',
      'http://sandbox.invalid',
      /^Error (ENOTFOUND|EAI_AGAIN): getaddrinfo \w+ sandbox\.invalid$/,
    ],
  ])('at an endpoint that %s says so', async (_, url, cause) => {
    caller = functionWith({ ...sandbox.environment(), AWS_ENDPOINT_URL: url });
    expect(await failureOf(mint())).toMatchObject({
      kind: 'unavailable',
      cause: expect.stringMatching(cause),
    });
  });

  it('ends as soon as the time is up', async () => {
    expect(await failureOf(mint(AbortSignal.abort()))).toMatchObject({ kind: 'unavailable' });
    expect([...sandbox.calls]).toEqual([]);
  });
});

describe('an answer', () => {
  const PASSWORD = 'canary-of-a-password';
  const TOKEN = Buffer.from(`AWS:${PASSWORD}`).toString('base64');
  const EXPIRY = NOON.getTime() / 1000 + 3600;
  const answer = (...authorizationData: unknown[]) => JSON.stringify({ authorizationData });
  const userOther = Buffer.from(`root:${PASSWORD}`).toString('base64');

  it('with a token and an expiry is taken', async () => {
    sandbox.faults.add({ fault: garbage(answer({ authorizationToken: TOKEN, expiresAt: EXPIRY })) });
    expect(await mint()).toMatchObject({ username: 'AWS', expiresAt: new Date(EXPIRY * 1000) });
  });

  it.each([
    ['is empty', '', 'no token, no user AWS, no password, no expiry in the answer'],
    ['is an empty object', '{}', 'no token, no user AWS, no password, no expiry in the answer'],
    ['is a list', '[]', 'no token, no user AWS, no password, no expiry in the answer'],
    ['is null', 'null', 'no token, no user AWS, no password, no expiry in the answer'],
    ['has no data', answer(), 'no token, no user AWS, no password, no expiry in the answer'],
    ['has null for its data', answer(null), 'no token, no user AWS, no password, no expiry in the answer'],
    ['has no token', answer({ expiresAt: EXPIRY }), 'no token, no user AWS, no password in the answer'],
    [
      'has a number for a token',
      answer({ authorizationToken: 12345, expiresAt: EXPIRY }),
      'no token, no user AWS, no password in the answer',
    ],
    [
      'has an object for a token',
      answer({ authorizationToken: { token: TOKEN }, expiresAt: EXPIRY }),
      'no token, no user AWS, no password in the answer',
    ],
    [
      'has a token that is no base64',
      answer({ authorizationToken: '%%%', expiresAt: EXPIRY }),
      'no user AWS, no password in the answer',
    ],
    [
      'has a token for another user',
      answer({ authorizationToken: userOther, expiresAt: EXPIRY }),
      'no user AWS in the answer',
    ],
    [
      'has a token without a password',
      answer({ authorizationToken: Buffer.from('AWS:').toString('base64'), expiresAt: EXPIRY }),
      'no password in the answer',
    ],
    ['has no expiry', answer({ authorizationToken: TOKEN }), 'no expiry in the answer'],
    [
      'has an expiry that no date can be',
      answer({ authorizationToken: TOKEN, expiresAt: 1e300 }),
      'no valid expiry in the answer',
    ],
  ])('that %s is no usable token', async (_, body, cause) => {
    sandbox.faults.add({ fault: garbage(body) });
    const failure = await failureOf(mint());
    expect(failure).toMatchObject({
      kind: 'invalid',
      message: `ECR in ${REGION} answered without a usable token`,
      hint: 'the next run retries; if this continues, check what is answering instead of AWS (a proxy, AWS_ENDPOINT_URL)',
      cause,
    });
    expectSilence(failure, TOKEN);
    expectSilence(failure, PASSWORD);
  });

  it.each([
    ['breaks off after the token', `{"authorizationData":[{"authorizationToken":"${TOKEN}","expi`],
    [
      'breaks off in the middle of the token',
      `{"authorizationData":[{"authorizationToken":"${TOKEN.slice(0, -4)}`,
    ],
    ['is a bare token', TOKEN],
    ['is a bare password', PASSWORD],
    ['has a token for an expiry', answer({ authorizationToken: TOKEN, expiresAt: PASSWORD })],
    ['has a date in words for an expiry', answer({ authorizationToken: TOKEN, expiresAt: 'tomorrow' })],
  ])('that %s cannot be read, and is not told', async (_, body) => {
    sandbox.faults.add({ fault: garbage(body) });
    const failure = await failureOf(mint());
    expect([failure.kind, failure.cause]).toEqual(['unavailable', 'the answer is not readable (HTTP 200)']);
    expectSilence(failure, TOKEN);
    expectSilence(failure, PASSWORD);
  });
});

/** Somebody with neither role nor profile: what is left leads the SDK to the sandbox and nowhere else. */
function environmentWithoutCredentials(): Record<string, string> {
  const named = Object.entries(sandbox.environment()).filter(([name]) => !/KEY|TOKEN/.test(name));
  return Object.fromEntries(named);
}
