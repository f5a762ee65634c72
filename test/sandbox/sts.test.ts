import { GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import {
  AssumeRoleCommand,
  type AssumeRoleCommandInput,
  GetCallerIdentityCommand,
} from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { clientsOf, credentialsIn } from './clients.ts';

const PULL_ONLY = 'arn:aws:iam::210987654321:role/teams/pull-only';
const GUARDED = 'arn:aws:iam::210987654321:role/guarded';
const PRIVATE = 'arn:aws:iam::210987654321:role/private';
const CHINESE = 'arn:aws-cn:iam::210987654321:role/pull-only';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({
    roles: [
      { arn: PULL_ONLY, longestSession: 43_200 },
      { arn: GUARDED, externalId: 'acme' },
      { arn: PRIVATE, trusts: ['999999999999'] },
      { arn: CHINESE },
    ],
  });
});
afterEach(() => sandbox.stop());

const order = (change: Partial<AssumeRoleCommandInput> = {}) =>
  new AssumeRoleCommand({ RoleArn: PULL_ONLY, RoleSessionName: 'refresh', ...change });

describe('AssumeRole', () => {
  it('opens a session with the rights of the role, and no others', async () => {
    const answer = await clientsOf(sandbox).sts.send(order());
    expect(answer.AssumedRoleUser?.Arn).toBe('arn:aws:sts::210987654321:assumed-role/pull-only/refresh');

    const { ecr, ecrPublic, sts } = clientsOf(sandbox, { credentials: credentialsIn(answer) });
    expect(await sts.send(new GetCallerIdentityCommand({}))).toMatchObject({ Account: '210987654321' });
    await expect(ecr.send(new GetAuthorizationTokenCommand({}))).resolves.toBeDefined();
    await expect(ecrPublic.send(new GetAuthorizationTokenCommand({}))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message:
        'User: arn:aws:sts::210987654321:assumed-role/pull-only/refresh is not authorized to perform: ' +
        'ecr-public:GetAuthorizationToken on resource: * because no identity-based policy allows the ' +
        'ecr-public:GetAuthorizationToken action',
    });
  });

  it('opens a guarded role for who knows its external id', async () => {
    await expect(
      clientsOf(sandbox).sts.send(order({ RoleArn: GUARDED, ExternalId: 'acme' })),
    ).resolves.toBeDefined();
  });

  it('lets a session policy take rights away', async () => {
    const Policy = JSON.stringify({
      Version: '2012-10-17',
      Statement: { Effect: 'Allow', Action: 'ecr:BatchGetImage', Resource: '*' },
    });
    const answer = await clientsOf(sandbox).sts.send(order({ Policy }));
    expect(answer.PackedPolicySize).toBeGreaterThan(0);
    const { ecr } = clientsOf(sandbox, { credentials: credentialsIn(answer) });
    await expect(ecr.send(new GetAuthorizationTokenCommand({}))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });

  it('lets a session policy deny what it also allows', async () => {
    const Policy = JSON.stringify({
      Statement: [
        { Effect: 'Allow', Action: 'ecr:*', Resource: '*' },
        { Effect: 'Deny', Action: 'ecr:Get*Token', Resource: '*' },
      ],
    });
    const answer = await clientsOf(sandbox).sts.send(order({ Policy }));
    const { ecr } = clientsOf(sandbox, { credentials: credentialsIn(answer) });
    await expect(ecr.send(new GetAuthorizationTokenCommand({}))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });

  it('lets a session policy add none', async () => {
    const Policy = JSON.stringify({ Statement: [{ Effect: 'Allow', Action: ['*'], Resource: ['*'] }] });
    const answer = await clientsOf(sandbox).sts.send(order({ Policy }));
    const { ecrPublic } = clientsOf(sandbox, { credentials: credentialsIn(answer) });
    await expect(ecrPublic.send(new GetAuthorizationTokenCommand({}))).rejects.toMatchObject({
      name: 'AccessDeniedException',
    });
  });

  it.each<[why: string, change: Partial<AssumeRoleCommandInput>, code: string, message: RegExp]>([
    [
      'a role that does not exist',
      { RoleArn: `${PULL_ONLY}s` },
      'AccessDenied',
      /^User: \S+ is not authorized to perform: sts:AssumeRole on resource: \S+pull-onlys$/,
    ],
    [
      'a role that trusts others',
      { RoleArn: PRIVATE },
      'AccessDenied',
      /not authorized to perform: sts:AssumeRole/,
    ],
    ['a role of another partition', { RoleArn: CHINESE }, 'AccessDenied', /not authorized/],
    ['no external id where one is wanted', { RoleArn: GUARDED }, 'AccessDenied', /not authorized/],
    ['another external id', { RoleArn: GUARDED, ExternalId: 'other' }, 'AccessDenied', /not authorized/],
    ['an ARN that is none', { RoleArn: 'role/pull-only-but-no-arn' }, 'ValidationError', /is invalid/],
    ['a session name with a space', { RoleSessionName: 'my session' }, 'ValidationError', /RoleSessionName/],
    ['a session name of one letter', { RoleSessionName: 'x' }, 'ValidationError', /RoleSessionName/],
    ['a session of a minute', { DurationSeconds: 60 }, 'ValidationError', /greater than or equal to 900/],
    ['a session of a day', { DurationSeconds: 86_400 }, 'ValidationError', /less than or equal to 43200/],
    [
      'a chained session of two hours',
      { DurationSeconds: 7200 },
      'ValidationError',
      /1 hour session limit for roles assumed by role chaining/,
    ],
    ['a policy that is no JSON', { Policy: '{' }, 'MalformedPolicyDocumentException', /Syntax errors/],
    [
      'a policy without an action',
      { Policy: '{"Statement":[{"Effect":"Allow","Resource":"*"}]}' },
      'MalformedPolicyDocumentException',
      /Action/,
    ],
    [
      'a policy with a condition, which is not simulated',
      { Policy: '{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"Bool":{}}}]}' },
      'SandboxNotSimulated',
      /Bool/,
    ],
  ])('refuses %s', async (_, change, code, message) => {
    const answer = clientsOf(sandbox).sts.send(order(change));
    await expect(answer).rejects.toMatchObject({ name: code, message: expect.stringMatching(message) });
  });

  it('gives a user, who is no session, more than an hour, up to what the role grants', async () => {
    const user = sandbox.addPrincipal({
      arn: 'arn:aws:iam::999999999999:user/ops',
      allow: ['sts:AssumeRole'],
    });
    const { sts } = clientsOf(sandbox, user);
    const tooLong = sts.send(order({ RoleArn: PRIVATE, DurationSeconds: 7200 }));
    await expect(tooLong).rejects.toMatchObject({ message: expect.stringContaining('MaxSessionDuration') });
    await expect(sts.send(order({ RoleArn: PRIVATE, DurationSeconds: 3600 }))).resolves.toBeDefined();
  });

  it('refuses a trusted caller without the right to assume roles', async () => {
    const user = sandbox.addPrincipal({ arn: 'arn:aws:iam::999999999999:user/idle', allow: [] });
    await expect(clientsOf(sandbox, user).sts.send(order({ RoleArn: PRIVATE }))).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });
});

describe('a session', () => {
  it('ends by the clock of the sandbox', async () => {
    const answer = await clientsOf(sandbox).sts.send(order({ DurationSeconds: 900 }));
    const { ecr, sts } = clientsOf(sandbox, { credentials: credentialsIn(answer) });

    sandbox.clock.advance(899_000);
    await expect(sts.send(new GetCallerIdentityCommand({}))).resolves.toBeDefined();

    sandbox.clock.advance(2_000);
    await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'ExpiredToken' });
    await expect(ecr.send(new GetAuthorizationTokenCommand({}))).rejects.toMatchObject({
      name: 'ExpiredTokenException',
    });
  });
});
