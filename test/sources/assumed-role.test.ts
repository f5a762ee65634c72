import { GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { CreateSecretCommand, ListSecretsCommand } from '@aws-sdk/client-secrets-manager';
import { AssumeRoleCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { AwsRole } from '../../lib/references/reference.ts';
import type { AwsCaller } from '../../lib/sources/aws-caller.ts';
import { ecrSource } from '../../lib/sources/ecr/source.ts';
import { cut, echo, type Fault, garbage, hang, status, throttle } from '../../sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { environmentOf } from '../aws/environment.ts';
import { expectSilence, failureOf } from '../contract/failures.ts';
import { clientsOf, credentialsIn } from '../sandbox/clients.ts';
import { assuming, callsTo, functionWith } from './machine.ts';

const REGION = 'eu-west-1';
const HOST = `210987654321.dkr.ecr.${REGION}.amazonaws.com`;
const PULLER = 'arn:aws:iam::210987654321:role/teams/pull-only';
const GUARDED = 'arn:aws:iam::210987654321:role/guarded';
const ADMIN = 'arn:aws:iam::210987654321:role/admin';
const IDLE = 'arn:aws:iam::210987654321:role/idle';
const EXTERNAL_ID = 'acme/canary:of-a-stranger=id';
const ME = 'arn:aws:sts::123456789012:assumed-role/pullkeeper/sandbox';

let sandbox: Sandbox;
let caller: AwsCaller;
beforeEach(async () => {
  sandbox = await startSandbox({
    roles: [
      { arn: PULLER },
      { arn: GUARDED, externalId: EXTERNAL_ID },
      { arn: ADMIN, allow: ['*'] },
      { arn: IDLE, allow: ['ecr:BatchGetImage'] },
    ],
    images: [{ host: HOST, repository: 'models/llama', tag: 'prod' }],
  });
  caller = functionWith(sandbox.environment());
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await sandbox.stop();
});

function mintAs(roleArn: string, options: Partial<AwsRole> = {}, signal = AbortSignal.timeout(50_000)) {
  return ecrSource({ region: REGION, partition: 'aws' }, assuming(caller, roleArn, options)).mint(signal);
}

describe('a role', () => {
  it('is assumed by one call in the region of the host, and mints there by one more', async () => {
    await mintAs(PULLER);
    const session = 'arn:aws:sts::210987654321:assumed-role/pull-only/pullkeeper-refreshEcr';
    expect(callsTo(sandbox, 'sts')).toEqual([
      { operation: 'AssumeRole', region: REGION, principal: ME, resource: PULLER, outcome: 'ok' },
    ]);
    expect(callsTo(sandbox, 'ecr')).toEqual([
      {
        operation: 'GetAuthorizationToken',
        region: REGION,
        principal: session,
        resource: undefined,
        outcome: 'ok',
      },
    ]);
  });

  it('gives a token that pulls from its account', async () => {
    const { username, password } = await mintAs(PULLER);
    const auth = Buffer.from(`${username}:${password.reveal()}`).toString('base64');
    expect(await sandbox.pull(HOST, 'models/llama', 'prod', auth)).toMatchObject({ pulled: true });
  });

  it('is assumed anew at every mint, so that no session dies of age', async () => {
    await mintAs(PULLER);
    sandbox.clock.advance(2 * 60 * 60_000);
    await mintAs(PULLER);
    expect(callsTo(sandbox, 'sts')).toHaveLength(2);
  });

  it('that asks for an external id gets the one in the config', async () => {
    expect((await mintAs(GUARDED, { externalId: EXTERNAL_ID })).username).toBe('AWS');
  });

  it('that asks for an external id gets the one that the config refers to', async () => {
    caller = functionWith({ ...sandbox.environment(), EXTERNAL_ID });
    expect((await mintAs(GUARDED, { externalId: { from: 'env', id: 'EXTERNAL_ID' } })).username).toBe('AWS');
  });

  it('is not asked for when the external id that the config refers to is not there', async () => {
    const failure = await failureOf(mintAs(GUARDED, { externalId: { from: 'env', id: 'EXTERNAL_ID' } }));
    expect(failure).toMatchObject({ kind: 'invalid', message: expect.stringContaining('EXTERNAL_ID (env)') });
    expect([...sandbox.calls]).toEqual([]);
  });
});

describe('the name of the session, which CloudTrail shows', () => {
  const sessionName = async (env: NodeJS.ProcessEnv) => {
    sandbox.calls.clear();
    const { AWS_LAMBDA_FUNCTION_NAME: _, USER: __, ...rest } = caller.env;
    const source = ecrSource(
      { region: REGION, partition: 'aws' },
      assuming({ ...caller, env: { ...rest, ...env } }, PULLER),
    );
    await source.mint(AbortSignal.timeout(50_000));
    return callsTo(sandbox, 'ecr')[0]?.principal?.split('/').at(-1);
  };

  it.each([
    ['the function', { AWS_LAMBDA_FUNCTION_NAME: 'acme-prod-refreshEcr' }, 'pullkeeper-acme-prod-refreshEcr'],
    ['the user who runs it by hand', { USER: 'ada' }, 'pullkeeper-by-hand-ada'],
    ['unknown, where the user has no name', {}, 'pullkeeper-by-hand-unknown'],
    ['a user whom STS could not spell', { USER: 'Zoë von X' }, 'pullkeeper-by-hand-Zo--von-X'],
    [
      'the beginning of a long name',
      { AWS_LAMBDA_FUNCTION_NAME: 'f'.repeat(64) },
      `pullkeeper-${'f'.repeat(53)}`,
    ],
  ])('tells %s', async (_, env, expected) => {
    expect(await sessionName(env)).toBe(expected);
  });
});

describe('the session policy', () => {
  /** The request itself, from the mouth of a service that repeats it. */
  async function sentPolicy(options: Partial<AwsRole>): Promise<string | null> {
    sandbox.faults.add({ service: 'sts', fault: echo });
    const { cause = '' } = await failureOf(mintAs(ADMIN, options));
    const [, form] = /Value '(.+)' at 'request'/.exec(cause) ?? [];
    return new URLSearchParams(form).get('Policy');
  }

  it('lets a session of a mighty role mint and pull, and do nothing else', async () => {
    const Policy = (await sentPolicy({ sessionPolicy: 'pull-only' })) ?? '';
    const order = new AssumeRoleCommand({ RoleArn: ADMIN, RoleSessionName: 'as-sent', Policy });
    const credentials = credentialsIn(await clientsOf(sandbox).sts.send(order));
    const { ecr, ecrPublic, secrets, sts } = clientsOf(sandbox, { credentials });

    await ecr.send(new GetAuthorizationTokenCommand({}));
    await ecrPublic.send(new GetAuthorizationTokenCommand({}));
    for (const more of [
      secrets.send(new ListSecretsCommand({})),
      secrets.send(new CreateSecretCommand({ Name: 'a', SecretString: 'b' })),
      sts.send(new AssumeRoleCommand({ RoleArn: PULLER, RoleSessionName: 'more' })),
    ]) {
      await expect(more).rejects.toMatchObject({ name: expect.stringMatching(/^AccessDenied/) });
    }
  });

  it('allows no action that changes a registry', async () => {
    const actions = (await sentPolicy({ sessionPolicy: 'pull-only' }))?.match(/"[\w-]+:[^"]+"/g) ?? [];
    expect(actions).toContain('"ecr:BatchGetImage"');
    expect(
      actions.filter((action) => !/^"(ecr|ecr-public|sts):(Get|BatchGet|BatchCheck)\w+"$/.test(action)),
    ).toEqual([]);
  });

  it('is sent only where the config asks for it', async () => {
    expect(await sentPolicy({})).toBeNull();
  });

  it('leaves the token of a mighty role able to pull', async () => {
    const { username, password } = await mintAs(ADMIN, { sessionPolicy: 'pull-only' });
    const auth = Buffer.from(`${username}:${password.reveal()}`).toString('base64');
    expect(await sandbox.pull(HOST, 'models/llama', 'prod', auth)).toMatchObject({ pulled: true });
  });
});

describe('a role that cannot be assumed', () => {
  it.each<[why: string, role: string, options: Partial<AwsRole>]>([
    ['does not exist', `${PULLER}s`, {}],
    ['asks for an external id', GUARDED, {}],
    ['asks for another external id', GUARDED, { externalId: 'wrong' }],
    ['is of another partition', 'arn:aws-cn:iam::210987654321:role/pull-only', {}],
  ])('because it %s names its trust policy and the right to assume', async (_, role, options) => {
    expect(await failureOf(mintAs(role, options))).toMatchObject({
      kind: 'denied',
      message: `cannot assume ${role}: not allowed`,
      hint: expect.stringMatching(
        `trust policy of ${role} .* sts:AssumeRole on ${role} .* setup aws --account \\d{12} `,
      ),
      cause: expect.stringMatching(/^AccessDenied: User: \S+ is not authorized to perform: sts:AssumeRole/),
    });
    expect(callsTo(sandbox, 'ecr')).toEqual([]);
  });

  it('since nobody knows who asks says what to check', async () => {
    await using stranger = await startSandbox();
    caller = functionWith(environmentOf(sandbox, stranger.principal));
    expect(await failureOf(mintAs(PULLER))).toMatchObject({
      kind: 'denied',
      message: `cannot assume ${PULLER}: AWS rejected the credentials`,
      cause: expect.stringMatching(/^InvalidClientTokenId: /),
    });
  });

  it('since the own session is over says to sign in again', async () => {
    const order = new AssumeRoleCommand({ RoleArn: PULLER, RoleSessionName: 'by-hand' });
    const credentials = credentialsIn(await clientsOf(sandbox).sts.send(order));
    sandbox.clock.advance(60 * 60_000);
    caller = functionWith(environmentOf(sandbox, { credentials }));
    expect(await failureOf(mintAs(PULLER))).toMatchObject({
      kind: 'expired',
      message: `cannot assume ${PULLER}: the AWS credentials have expired`,
      cause: expect.stringMatching(/^ExpiredToken: /),
    });
  });

  it('in the partition of the function is refused before any call for a host of another', async () => {
    const source = ecrSource({ region: 'us-gov-west-1', partition: 'aws-us-gov' }, assuming(caller, PULLER));
    expect((await failureOf(source.mint(AbortSignal.timeout(50_000)))).message).toMatch(/another partition/);
    expect([...sandbox.calls]).toEqual([]);
  });
});

describe('a role that may not mint', () => {
  it('is named as the one that lacks the right', async () => {
    expect(await failureOf(mintAs(IDLE))).toMatchObject({
      kind: 'denied',
      message: `cannot mint an ECR token in ${REGION} as ${IDLE}: not allowed`,
      hint: `allow ecr:GetAuthorizationToken on "*" to ${IDLE}`,
    });
  });
});

describe('an STS that', () => {
  it.each<[does: string, fault: Fault, kind: string, cause: RegExp]>([
    ['throttles', throttle, 'throttled', /^Throttling: Rate exceeded/],
    ['is out of order', status(500), 'unavailable', /^the answer is not readable \(HTTP 500\)$/],
    [
      'is hidden behind a proxy that refuses',
      status(403),
      'unavailable',
      /^the answer is not readable \(HTTP 403\)$/,
    ],
    ['breaks off', cut, 'unavailable', /^the answer is not readable \(HTTP 200, ECONNRESET\)$/],
    ['never answers', hang, 'unavailable', /^AbortError/],
    ['answers with JSON', garbage('{}'), 'unavailable', /^the answer is not readable \(HTTP 200\)$/],
  ])('%s is told from a role that is refused', async (_, fault, kind, cause) => {
    sandbox.faults.add({ service: 'sts', fault, times: 9 });
    const failure = await failureOf(mintAs(PULLER, {}, AbortSignal.timeout(fault === hang ? 150 : 50_000)));
    expect(failure).toMatchObject({
      kind,
      hint: expect.stringMatching(/^(no action needed|the next run retries)/),
    });
    expect(failure.message).toContain(`assume ${PULLER}`);
    expect(failure.cause).toMatch(cause);
  });

  const KEY = 'canary-of-a-secret-key';
  const SESSION = 'canary-of-a-session-token';
  const credentials = (inner: string) =>
    `<AssumeRoleResponse><AssumeRoleResult><Credentials>${inner}</Credentials></AssumeRoleResult></AssumeRoleResponse>`;
  const keys = `<AccessKeyId>sandbox-id</AccessKeyId><SecretAccessKey>${KEY}</SecretAccessKey>`;
  const session = `<SessionToken>${SESSION}</SessionToken>`;

  it.each([
    ['says nothing', ''],
    ['is a hotel network', '<html>Welcome to the hotel wireless network</html>'],
    ['gives no credentials', credentials('')],
    ['gives no session token', credentials(keys)],
    ['gives no key', credentials(session)],
  ])('%s gives no credentials', async (_, body) => {
    sandbox.faults.add({ service: 'sts', fault: garbage(body) });
    const failure = await failureOf(mintAs(PULLER));
    expect(failure).toMatchObject({
      kind: 'invalid',
      message: `cannot assume ${PULLER}: STS answered without credentials`,
      hint: 'the next run retries; if this continues, check what is answering instead of AWS (a proxy, AWS_ENDPOINT_URL)',
    });
    expectSilence(failure, KEY);
    expectSilence(failure, SESSION);
  });

  it.each([
    ['breaks off after the key', credentials(keys).slice(0, credentials(keys).indexOf('</Credentials>') + 5)],
    [
      'breaks off in the middle of the key',
      credentials(keys).slice(0, credentials(keys).indexOf('</SecretAccessKey>') - 2),
    ],
    ['gives an expiry that is none', credentials(`${keys}${session}<Expiration>${KEY}</Expiration>`)],
  ])('%s is not quoted', async (_, body) => {
    sandbox.faults.add({ service: 'sts', fault: garbage(body) });
    const failure = await failureOf(mintAs(PULLER));
    expect([failure.kind, failure.cause]).toEqual(['unavailable', 'the answer is not readable (HTTP 200)']);
    expectSilence(failure, KEY);
    expectSilence(failure, SESSION);
  });

  it('repeats the external id does not make us tell it', async () => {
    sandbox.faults.add({ service: 'sts', fault: echo });
    const failure = await failureOf(mintAs(GUARDED, { externalId: EXTERNAL_ID }));
    expect(failure.cause).toContain('ExternalId=[redacted]');
    expectSilence(failure, EXTERNAL_ID);
  });
});
