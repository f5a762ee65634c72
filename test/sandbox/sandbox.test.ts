import { GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { CreateSecretCommand } from '@aws-sdk/client-secrets-manager';
import { GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { describe, expect, it } from 'vitest';
import { hang } from '../../sandbox/faults.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { clientsOf } from './clients.ts';

describe('a sandbox', () => {
  it('listens on the loopback alone', async () => {
    await using sandbox = await startSandbox();
    expect([sandbox.awsUrl, sandbox.registryUrl]).toEqual([
      expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
    ]);
  });

  it('shares nothing with another one', async () => {
    await using one = await startSandbox();
    await using other = await startSandbox();
    one.clock.advance(60 * 60_000);
    await clientsOf(one).secrets.send(new CreateSecretCommand({ Name: 'a', SecretString: 'b' }));

    expect(other.secret('a')).toBeUndefined();
    expect(other.calls.where()).toEqual([]);
    expect(one.clock.now().getTime() - other.clock.now().getTime()).toBeGreaterThan(59 * 60_000);
    const stranger = clientsOf(other, { credentials: one.principal.credentials });
    await expect(stranger.sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    });
  });

  it('answers many at once', async () => {
    await using sandbox = await startSandbox();
    const { ecr } = clientsOf(sandbox);
    const mints = await Promise.all(
      Array.from({ length: 40 }, () => ecr.send(new GetAuthorizationTokenCommand({}))),
    );
    const tokens = mints.map(({ authorizationData }) => authorizationData?.[0]?.authorizationToken);
    expect(new Set(tokens).size).toBe(40);
  });

  it('ends what hangs when it stops, and may be stopped twice', async () => {
    const sandbox = await startSandbox();
    sandbox.faults.add({ fault: hang });
    const hanging = expect(clientsOf(sandbox).sts.send(new GetCallerIdentityCommand({}))).rejects.toThrow();
    while (sandbox.calls.where({ outcome: 'hang' }).length === 0) await new Promise(setImmediate);
    await sandbox.stop();
    await sandbox.stop();
    await hanging;
  });

  it('has keys that no secret scanner takes for real ones', async () => {
    await using sandbox = await startSandbox();
    const user = sandbox.addPrincipal({ arn: 'arn:aws:iam::123456789012:user/ops', allow: [] });
    const everything = JSON.stringify([sandbox.environment(), user]);
    expect(everything).not.toMatch(/(AKIA|ASIA|AROA|AIDA)[0-9A-Z]{16}/);
  });
});

describe('the log of calls', () => {
  it('tells who asked what of which service, and how it went', async () => {
    await using sandbox = await startSandbox();
    const { ecr, secrets } = clientsOf(sandbox, { region: 'eu-west-1' });
    await ecr.send(new GetAuthorizationTokenCommand({}));
    await secrets.send(new CreateSecretCommand({ Name: 'a b', SecretString: 'x' })).catch(() => {});
    await secrets.send(new CreateSecretCommand({ Name: 'ab', SecretString: 'x' }));

    const common = { region: 'eu-west-1', principal: sandbox.principal.arn, at: expect.any(Date) };
    expect([...sandbox.calls]).toEqual([
      {
        ...common,
        service: 'ecr',
        operation: 'GetAuthorizationToken',
        method: 'POST',
        resource: undefined,
        status: 200,
        outcome: 'ok',
      },
      {
        ...common,
        service: 'secretsmanager',
        operation: 'CreateSecret',
        method: 'POST',
        resource: undefined,
        status: 400,
        outcome: 'ValidationException',
      },
      {
        ...common,
        service: 'secretsmanager',
        operation: 'CreateSecret',
        method: 'POST',
        resource: 'ab',
        status: 200,
        outcome: 'ok',
      },
    ]);
    expect(sandbox.calls.where({ service: 'ecr', outcome: 'ok' })).toHaveLength(1);
  });

  it('knows no name for who has not proved one, and keeps no secret', async () => {
    await using sandbox = await startSandbox();
    const credentials = { ...sandbox.principal.credentials, secretAccessKey: 'sandbox-guess' };
    const { secrets } = clientsOf(sandbox, { credentials });
    await secrets.send(new CreateSecretCommand({ Name: 'a', SecretString: 'canary' })).catch(() => {});
    expect(sandbox.calls.where()).toMatchObject([
      { principal: undefined, outcome: 'InvalidSignatureException' },
    ]);
    expect(JSON.stringify([...sandbox.calls])).not.toContain('canary');
  });
});
