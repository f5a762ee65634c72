import { GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { ListSecretsCommand, RotateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { GetSessionTokenCommand } from '@aws-sdk/client-sts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { clientsOf } from './clients.ts';

let sandbox: Sandbox;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.stop());

describe('the AWS front', () => {
  it.each([
    ['nothing', {}],
    ['a service it does not have', { 'x-amz-target': 'AWSGlue.ListJobs' }],
  ])('refuses a request for %s', async (_, headers) => {
    const answer = await fetch(sandbox.awsUrl, { method: 'POST', headers });
    expect([answer.status, await answer.json()]).toEqual([
      400,
      { __type: 'UnknownOperationException', message: 'No service here has such an operation.' },
    ]);
  });

  it('refuses an operation that its service does not have here, by name', async () => {
    const { secrets, sts } = clientsOf(sandbox);
    await expect(secrets.send(new RotateSecretCommand({ SecretId: 'a' }))).rejects.toMatchObject({
      name: 'UnknownOperationException',
      message: 'The sandbox has no operation RotateSecret of secretsmanager',
    });
    await expect(sts.send(new GetSessionTokenCommand({}))).rejects.toMatchObject({ name: 'InvalidAction' });
  });

  it('refuses what does not have the type of the model', async () => {
    const { ecr, secrets } = clientsOf(sandbox);
    const list = new GetAuthorizationTokenCommand({});
    Object.assign(list.input, { registryIds: [123456789012] });
    await expect(ecr.send(list)).rejects.toMatchObject({ name: 'SerializationException' });
    await expect(secrets.send(new ListSecretsCommand({ MaxResults: 1.5 }))).rejects.toMatchObject({
      name: 'SerializationException',
    });
  });

  it('answers JSON services with the headers that clients read errors from', async () => {
    const headers = { 'x-amz-target': 'secretsmanager.ListSecrets' };
    const answer = await fetch(sandbox.awsUrl, { method: 'POST', headers, body: '{}' });
    expect(answer.status).toBe(400);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'application/x-amz-json-1.1',
      'x-amzn-errortype': 'MissingAuthenticationTokenException',
      'x-amzn-requestid': expect.stringMatching(/^[0-9a-f-]{36}$/),
    });
  });

  it('answers STS in XML', async () => {
    const body = new URLSearchParams({ Action: 'GetCallerIdentity', Version: '2011-06-15' });
    const answer = await fetch(sandbox.awsUrl, { method: 'POST', body });
    expect(answer.status).toBe(403);
    expect(await answer.text()).toMatch(
      /^<ErrorResponse xmlns="https:\/\/sts\.amazonaws\.com\/doc\/2011-06-15\/"><Error><Type>Sender<\/Type><Code>MissingAuthenticationToken<\/Code><Message>.+<\/Message><\/Error><RequestId>.+<\/RequestId><\/ErrorResponse>$/m,
    );
  });
});
