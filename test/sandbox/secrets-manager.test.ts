import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ListSecretsCommand,
  PutSecretValueCommand,
  RestoreSecretCommand,
  type SecretsManagerClient,
  TagResourceCommand,
  UpdateSecretCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { clientsOf } from './clients.ts';

const NAME = 'models/DOCKER_REGISTRY_123456789012.dkr.ecr.us-east-1.amazonaws.com';
const HOUR = 60 * 60_000;
const token = (seed: number) => String(seed).padStart(32, '0');

let sandbox: Sandbox;
let secrets: SecretsManagerClient;
beforeEach(async () => {
  sandbox = await startSandbox({ kmsKeys: ['alias/models'] });
  secrets = clientsOf(sandbox).secrets;
});
afterEach(() => sandbox.stop());

const create = (change: object = {}) =>
  secrets.send(
    new CreateSecretCommand({ Name: NAME, SecretString: 'one', ClientRequestToken: token(1), ...change }),
  );
const put = (change: object = {}) =>
  secrets.send(
    new PutSecretValueCommand({
      SecretId: NAME,
      SecretString: 'two',
      ClientRequestToken: token(2),
      ...change,
    }),
  );
const get = (change: object = {}) => secrets.send(new GetSecretValueCommand({ SecretId: NAME, ...change }));

describe('CreateSecret', () => {
  it('keeps what it is given', async () => {
    const { ARN } = await create({
      Description: 'pull secret',
      KmsKeyId: 'alias/models',
      Tags: [{ Key: 'team', Value: 'ml' }],
    });
    expect(ARN).toMatch(new RegExp(`^arn:aws:secretsmanager:us-east-1:123456789012:secret:${NAME}-\\w{6}$`));
    expect(sandbox.secret(NAME)).toMatchObject({
      description: 'pull secret',
      kmsKeyId: 'alias/models',
      tags: { team: 'ml' },
      value: 'one',
      versions: [{ id: token(1), stages: ['AWSCURRENT'], value: 'one' }],
    });
  });

  it('keeps bytes as well as text', async () => {
    await create({ SecretString: undefined, SecretBinary: Buffer.from([0, 255, 7]) });
    expect((await get()).SecretBinary).toEqual(new Uint8Array([0, 255, 7]));
  });

  it('keeps the secrets of two regions apart', async () => {
    await create();
    await clientsOf(sandbox, { region: 'eu-west-1' }).secrets.send(
      new CreateSecretCommand({ Name: NAME, SecretString: 'uno' }),
    );
    expect([sandbox.secret(NAME)?.value, sandbox.secret(NAME, 'eu-west-1')?.value]).toEqual(['one', 'uno']);
  });

  it('takes the same request twice', async () => {
    const first = await create();
    expect(await create()).toMatchObject({ ARN: first.ARN, VersionId: token(1) });
  });

  it.each<[why: string, change: object, code: string, message: RegExp]>([
    [
      'a colon in the name',
      { Name: 'DOCKER_REGISTRY_localhost:5000' },
      'ValidationException',
      /Invalid name/,
    ],
    ['a space in the name', { Name: 'a b' }, 'ValidationException', /Invalid name/],
    [
      'a name of 513 characters',
      { Name: 'x'.repeat(513) },
      'ValidationException',
      /less than or equal to 512/,
    ],
    ['an empty value', { SecretString: '' }, 'ValidationException', /secretString/],
    [
      'a value of 65,537 bytes',
      { SecretString: 'x'.repeat(65_537) },
      'ValidationException',
      /less than or equal to 65536/,
    ],
    ['two values', { SecretBinary: Buffer.from('x') }, 'InvalidParameterException', /both/],
    [
      'a request token of 31 characters',
      { ClientRequestToken: 'x'.repeat(31) },
      'ValidationException',
      /clientRequestToken.*greater than or equal to 32/,
    ],
    [
      'a request token of 65 characters',
      { ClientRequestToken: 'x'.repeat(65) },
      'ValidationException',
      /clientRequestToken.*less than or equal to 64/,
    ],
    [
      'a key that does not exist',
      { KmsKeyId: 'alias/nobodys' },
      'InvalidParameterException',
      /invalid KMS key/,
    ],
    [
      '51 tags',
      { Tags: Array.from({ length: 51 }, (_, n) => ({ Key: `k${n}` })) },
      'InvalidParameterException',
      /tags/,
    ],
    [
      'a tag of AWS itself',
      { Tags: [{ Key: 'aws:owner', Value: 'x' }] },
      'InvalidParameterException',
      /reserved/,
    ],
    [
      'replicas, which are not simulated',
      { AddReplicaRegions: [{ Region: 'eu-west-1' }] },
      'SandboxNotSimulated',
      /AddReplicaRegions/,
    ],
  ])('refuses %s', async (_, change, code, message) => {
    await expect(create(change)).rejects.toMatchObject({
      name: code,
      message: expect.stringMatching(message),
    });
    expect(sandbox.secret(NAME)).toBeUndefined();
  });

  it('refuses a name that is taken', async () => {
    await create();
    const message = `The operation failed because the secret ${NAME} already exists.`;
    await expect(create({ ClientRequestToken: token(9) })).rejects.toMatchObject({
      name: 'ResourceExistsException',
      message,
    });
  });
});

describe('PutSecretValue', () => {
  it('moves the stages on, and keeps the previous value', async () => {
    await create();
    expect(await put()).toMatchObject({ VersionId: token(2), VersionStages: ['AWSCURRENT'] });
    await put({ ClientRequestToken: token(3), SecretString: 'three' });
    expect(sandbox.secret(NAME)?.versions).toMatchObject([
      { value: 'one', stages: [] },
      { value: 'two', stages: ['AWSPREVIOUS'] },
      { value: 'three', stages: ['AWSCURRENT'] },
    ]);
  });

  it('is found by its full ARN too, and not by the ARN of another of the same name', async () => {
    const { ARN = '' } = await create();
    await expect(put({ SecretId: ARN })).resolves.toBeDefined();
    await expect(put({ SecretId: ARN.replace(/.{6}$/, 'zzzzzz') })).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
    });
  });

  it('takes the same request twice without a second version', async () => {
    await create();
    await put();
    await put();
    expect(sandbox.secret(NAME)?.versions).toHaveLength(2);
  });

  it('refuses a request token that stood for another value', async () => {
    await create();
    await put();
    await expect(put({ SecretString: 'else' })).rejects.toMatchObject({
      name: 'ResourceExistsException',
      message: expect.stringContaining(`You can't use ClientRequestToken ${token(2)}`),
    });
    expect(sandbox.secret(NAME)?.value).toBe('two');
  });

  it('leaves the current version alone when another stage is asked for', async () => {
    await create();
    await put({ VersionStages: ['AWSPENDING'] });
    expect((await get()).SecretString).toBe('one');
    expect((await get({ VersionStage: 'AWSPENDING' })).SecretString).toBe('two');
  });

  it('counts bytes, not characters', async () => {
    await create();
    await expect(put({ SecretString: 'é'.repeat(32_768) })).resolves.toBeDefined();
    await expect(
      put({ SecretString: 'é'.repeat(32_769), ClientRequestToken: token(3) }),
    ).rejects.toMatchObject({ name: 'ValidationException' });
  });

  it('refuses the 101st version within a day, and takes it when the oldest are a day old', async () => {
    await create();
    for (let n = 2; n <= 100; n += 1) await put({ ClientRequestToken: token(n), SecretString: `value ${n}` });
    const oneMore = () => put({ ClientRequestToken: token(101), SecretString: 'one too many' });

    await expect(oneMore()).rejects.toMatchObject({ name: 'LimitExceededException' });

    sandbox.clock.advance(24 * HOUR);
    await expect(oneMore()).resolves.toBeDefined();
    expect(sandbox.secret(NAME)?.versions.length).toBeLessThanOrEqual(100);
  });

  it('makes room by removing versions without a stage, however old the others are', async () => {
    await create();
    for (let n = 2; n <= 100; n += 1) {
      await put({ ClientRequestToken: token(n), VersionStages: ['AWSPENDING'] });
    }
    sandbox.clock.advance(24 * HOUR);
    await put({ ClientRequestToken: token(101), VersionStages: ['AWSPENDING'] });
    const { versions = [] } = sandbox.secret(NAME) ?? {};
    expect([versions[0]?.stages, versions[1]?.id, versions.length]).toEqual([['AWSCURRENT'], token(3), 100]);
  });

  it('refuses a secret that is not there', async () => {
    await expect(put()).rejects.toMatchObject({
      name: 'ResourceNotFoundException',
      message: "Secrets Manager can't find the specified secret.",
    });
  });
});

describe('GetSecretValue', () => {
  it('finds a version by its id or its stage', async () => {
    await create();
    await put();
    expect((await get()).SecretString).toBe('two');
    expect((await get({ VersionStage: 'AWSPREVIOUS' })).SecretString).toBe('one');
    expect((await get({ VersionId: token(1) })).SecretString).toBe('one');
  });

  it.each([
    ['a stage that nothing has', { VersionStage: 'AWSPENDING' }, 'ResourceNotFoundException'],
    ['a version that never was', { VersionId: token(7) }, 'ResourceNotFoundException'],
    [
      'a version that has another stage',
      { VersionId: token(1), VersionStage: 'AWSPREVIOUS' },
      'InvalidRequestException',
    ],
  ])('refuses %s', async (_, change, code) => {
    await create();
    await expect(get(change)).rejects.toMatchObject({ name: code });
  });
});

describe('UpdateSecret', () => {
  it('changes what is said about a secret without a new version', async () => {
    await create();
    await secrets.send(
      new UpdateSecretCommand({ SecretId: NAME, Description: 'new', KmsKeyId: 'alias/models' }),
    );
    expect(sandbox.secret(NAME)).toMatchObject({
      description: 'new',
      kmsKeyId: 'alias/models',
      versions: [{ value: 'one' }],
    });
  });

  it('takes no request token twice, even for the same value', async () => {
    await create();
    const update = new UpdateSecretCommand({
      SecretId: NAME,
      SecretString: 'one',
      ClientRequestToken: token(1),
    });
    await expect(secrets.send(update)).rejects.toMatchObject({ name: 'ResourceExistsException' });
  });
});

describe('DescribeSecret and ListSecrets', () => {
  it('tell everything but the value', async () => {
    await create();
    await put();
    await secrets.send(new TagResourceCommand({ SecretId: NAME, Tags: [{ Key: 'host', Value: 'ecr' }] }));
    const described = await secrets.send(new DescribeSecretCommand({ SecretId: NAME }));
    expect(described).toMatchObject({
      Name: NAME,
      Tags: [{ Key: 'host', Value: 'ecr' }],
      VersionIdsToStages: { [token(1)]: ['AWSPREVIOUS'], [token(2)]: ['AWSCURRENT'] },
    });
    const { SecretList } = await secrets.send(new ListSecretsCommand({}));
    expect(SecretList).toMatchObject([
      { Name: NAME, SecretVersionsToStages: { [token(2)]: ['AWSCURRENT'] } },
    ]);
  });

  it('come in pages', async () => {
    for (const n of [1, 2, 3]) await create({ Name: `secret-${n}`, ClientRequestToken: token(n) });
    const first = await secrets.send(new ListSecretsCommand({ MaxResults: 2 }));
    const second = await secrets.send(new ListSecretsCommand({ MaxResults: 2, NextToken: first.NextToken }));
    expect([first.SecretList?.length, second.SecretList?.length, second.NextToken]).toEqual([
      2,
      1,
      undefined,
    ]);
  });
});

describe('DeleteSecret', () => {
  const remove = (change: object = {}) =>
    secrets.send(new DeleteSecretCommand({ SecretId: NAME, ...change }));

  it.each<[operation: string, attempt: () => Promise<unknown>, message: RegExp]>([
    ['create', create, /already scheduled for deletion/],
    ['put', put, /marked for deletion/],
    ['get', get, /marked for deletion/],
    ['delete', remove, /currently marked deleted/],
  ])('makes the secret refuse to %s, until it is restored', async (_, attempt, message) => {
    await create();
    await remove();
    expect(sandbox.secret(NAME)?.deletedDate).toBeInstanceOf(Date);
    await expect(attempt()).rejects.toMatchObject({
      name: 'InvalidRequestException',
      message: expect.stringMatching(message),
    });

    await secrets.send(new RestoreSecretCommand({ SecretId: NAME }));
    await expect(put()).resolves.toBeDefined();
  });

  it('frees the name when the recovery window is over', async () => {
    await create();
    await remove({ RecoveryWindowInDays: 7 });
    sandbox.clock.advance(7 * 24 * HOUR);
    expect(sandbox.secret(NAME)).toBeUndefined();
    await expect(create()).resolves.toBeDefined();
  });

  it('is no error by force when there is nothing to delete', async () => {
    await expect(remove({ ForceDeleteWithoutRecovery: true })).resolves.toBeDefined();
    await expect(remove()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
  });

  it('frees the name at once by force', async () => {
    await create();
    await remove({ ForceDeleteWithoutRecovery: true });
    await expect(create()).resolves.toBeDefined();
  });

  it.each([
    ['a window of six days', { RecoveryWindowInDays: 6 }],
    ['a window together with force', { RecoveryWindowInDays: 7, ForceDeleteWithoutRecovery: true }],
  ])('refuses %s', async (_, change) => {
    await create();
    await expect(remove(change)).rejects.toMatchObject({ name: 'InvalidParameterException' });
  });
});

describe('a caller', () => {
  const callerWith = (...allow: string[]) => {
    const { credentials } = sandbox.addPrincipal({ arn: 'arn:aws:iam::123456789012:role/some', allow });
    return clientsOf(sandbox, { credentials }).secrets;
  };

  it('may do what it has the right to, and nothing else', async () => {
    await create();
    const writer = callerWith('secretsmanager:PutSecretValue');
    await expect(
      writer.send(new PutSecretValueCommand({ SecretId: NAME, SecretString: 'x' })),
    ).resolves.toBeDefined();
    await expect(writer.send(new GetSecretValueCommand({ SecretId: NAME }))).rejects.toMatchObject({
      name: 'AccessDeniedException',
      message: expect.stringMatching(
        /^User: \S+ is not authorized to perform: secretsmanager:GetSecretValue on resource: arn:aws:secretsmanager:\S+ because no identity-based policy allows/,
      ),
    });
  });

  it('without a right does not learn what exists', async () => {
    const missing = callerWith().send(new GetSecretValueCommand({ SecretId: 'no-such-secret' }));
    await expect(missing).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });

  it('needs the right to tag in order to create with tags', async () => {
    const command = new CreateSecretCommand({
      Name: NAME,
      SecretString: 'x',
      Tags: [{ Key: 'a', Value: 'b' }],
    });
    await expect(callerWith('secretsmanager:CreateSecret').send(command)).rejects.toMatchObject({
      message: expect.stringContaining('secretsmanager:TagResource'),
    });
  });

  it("needs the key's permission as well, to write with a key", async () => {
    const command = new CreateSecretCommand({ Name: NAME, SecretString: 'x', KmsKeyId: 'alias/models' });
    await expect(callerWith('secretsmanager:*').send(command)).rejects.toMatchObject({
      message: 'Access to KMS is not allowed',
    });
  });
});
