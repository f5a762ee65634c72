import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AwsCaller } from '../../lib/sources/aws-caller.ts';
import { ecrPublicSource } from '../../lib/sources/ecr-public/source.ts';
import { openSource } from '../../lib/sources/index.ts';
import { MovableClock } from '../../sandbox/clock.ts';
import { type Fault, garbage, hang, status, throttle } from '../../sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { environmentOf } from '../aws/environment.ts';
import { expectSilence, failureOf } from '../contract/failures.ts';
import { assuming, callsTo, functionWith } from './machine.ts';

const HOUR = 60 * 60_000;
const NOON = new Date('2026-03-01T12:00:00Z');
const HOST = 'public.ecr.aws';
const ROLE = 'arn:aws:iam::210987654321:role/puller';
const RIGHTS = ['ecr-public:GetAuthorizationToken', 'sts:GetServiceBearerToken'];

let sandbox: Sandbox;
let caller: AwsCaller;
beforeEach(async () => {
  sandbox = await startSandbox({
    clock: new MovableClock({ start: NOON, rate: 0 }),
    roles: [{ arn: ROLE, allow: ['*'] }],
    images: [{ host: HOST, repository: 'acme/llama', tag: 'prod' }],
  });
  caller = functionWith({ ...sandbox.environment(), AWS_REGION: 'eu-west-1' }, NOON);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await sandbox.stop();
});

const mint = (as = caller, signal = AbortSignal.timeout(50_000)) => ecrPublicSource(as).mint(signal);

describe('an ECR Public token', () => {
  it('is minted in us-east-1, the only region that has them, wherever the function runs', async () => {
    await mint();
    expect(callsTo(sandbox, 'ecr-public')).toMatchObject([{ region: 'us-east-1', outcome: 'ok' }]);
    expect([...sandbox.calls]).toHaveLength(1);
  });

  it('says who it is for, when it was minted, and until when it lives', async () => {
    expect(await mint()).toMatchObject({
      username: 'AWS',
      mintedAt: NOON,
      expiresAt: new Date(NOON.getTime() + 12 * HOUR),
    });
  });

  it('pulls', async () => {
    const { username, password } = await mint();
    const auth = Buffer.from(`${username}:${password.reveal()}`).toString('base64');
    expect(await sandbox.pull(HOST, 'acme/llama', 'prod', auth)).toMatchObject({ pulled: true });
  });

  it('is a fresh one at every mint', async () => {
    const [one, other] = [await mint(), await mint()];
    expect(one.password.reveal()).not.toBe(other.password.reveal());
  });

  it('is minted by a role that is assumed there too, with no more rights than it takes', async () => {
    await mint(assuming(caller, ROLE, { sessionPolicy: 'pull-only' }));
    expect(callsTo(sandbox, 'sts')).toMatchObject([{ region: 'us-east-1', resource: ROLE }]);
    expect(callsTo(sandbox, 'ecr-public')).toMatchObject([
      { principal: 'arn:aws:sts::210987654321:assumed-role/puller/pullkeeper-refreshEcr' },
    ]);
  });

  it('is minted by the source that the plan asks for', async () => {
    const source = await openSource(
      { kind: 'ecr-public', name: 'ecr-public', endpoint: 'ECR Public', function: 'refreshEcr' },
      caller,
    );
    expect((await source.mint(AbortSignal.timeout(50_000))).username).toBe('AWS');
  });
});

describe('a mint', () => {
  it.each(RIGHTS)('that is denied names both rights: without %s', async (right) => {
    const half = {
      arn: 'arn:aws:iam::123456789012:role/half',
      allow: RIGHTS.filter((each) => each !== right),
    };
    caller = functionWith(environmentOf(sandbox, sandbox.addPrincipal(half)));
    expect(await failureOf(mint())).toMatchObject({
      kind: 'denied',
      message: 'cannot mint an ECR Public token as the role of this function: not allowed',
      hint: 'allow ecr-public:GetAuthorizationToken and sts:GetServiceBearerToken on "*" to the role of this function',
      cause: expect.stringContaining(right),
    });
  });

  it('from another partition is refused before any call', async () => {
    caller = functionWith({ ...sandbox.environment(), AWS_REGION: 'cn-north-1' });
    expect(await failureOf(mint())).toMatchObject({
      kind: 'invalid',
      message: 'cannot mint in us-east-1: this function runs in cn-north-1, in another partition of AWS',
    });
    expect([...sandbox.calls]).toEqual([]);
  });

  it.each<[what: string, fault: Fault, kind: string]>([
    ['a service that throttles', throttle, 'throttled'],
    ['a broken service', status(500), 'unavailable'],
    ['silence', hang, 'unavailable'],
    ['a hotel network', garbage(), 'unavailable'],
  ])('that meets %s says so', async (_, fault, kind) => {
    sandbox.faults.add({ service: 'ecr-public', fault, times: 9 });
    const signal = AbortSignal.timeout(fault === hang ? 150 : 50_000);
    expect(await failureOf(mint(caller, signal))).toMatchObject({
      kind,
      hint: expect.stringContaining('next run'),
    });
  });

  it.each([
    ['nothing', '{}', 'no token, no user AWS, no password, no expiry in the answer'],
    [
      'a list of tokens, as private ECR does',
      '{"authorizationData":[{"authorizationToken":"QVdTOmNhbmFyeQ==","expiresAt":1}]}',
      'no token, no user AWS, no password, no expiry in the answer',
    ],
    [
      'a token without an expiry',
      '{"authorizationData":{"authorizationToken":"QVdTOmNhbmFyeQ=="}}',
      'no expiry in the answer',
    ],
  ])('that is answered with %s has no usable token', async (_, body, cause) => {
    sandbox.faults.add({ service: 'ecr-public', fault: garbage(body) });
    const failure = await failureOf(mint());
    expect(failure).toMatchObject({
      kind: 'invalid',
      message: 'ECR Public answered without a usable token',
      cause,
    });
    expectSilence(failure, 'QVdTOmNhbmFyeQ==');
  });
});
