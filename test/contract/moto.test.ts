import { CreateTableCommand, DynamoDBClient } from '@aws-sdk/client-dynamodb';
import {
  CreateSecretCommand,
  DeleteSecretCommand,
  DescribeSecretCommand,
  GetSecretValueCommand,
  ResourceNotFoundException,
  SecretsManagerClient,
} from '@aws-sdk/client-secrets-manager';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { awsSecretsManager } from '../../lib/backends/aws-secrets-manager/backend.ts';
import type { AwsSecretsManagerOptions } from '../../lib/backends/aws-secrets-manager/options.ts';
import { AWS_NAMING } from '../../lib/backends/aws-secrets-manager/traits.ts';
import { dynamodbLedger } from '../../lib/ledger/dynamodb.ts';
import { resolveReference } from '../../lib/references/plain.ts';
import { Secret } from '../../lib/secrecy/secret.ts';
import { ecrSource } from '../../lib/sources/ecr/source.ts';
import { LEDGER_TABLE } from '../../scripts/rehearsal/ledger-table.ts';
import { useEnvironment } from '../aws/environment.ts';
import { type Moto, motoInstalled, motoMissing, startMoto } from '../moto.ts';
import { backendContract } from './backend.ts';
import { failureOf } from './failures.ts';
import { ledgerContract } from './ledger.ts';

const ROLE = 'arn:aws:iam::210987654321:role/pull-only';
const signal = () => AbortSignal.timeout(15_000);

describe.skipIf(!motoInstalled)(`on moto${motoMissing}`, () => {
  let moto: Moto;
  let secrets: SecretsManagerClient;
  let env: NodeJS.ProcessEnv;
  beforeAll(async () => {
    moto = await startMoto();
  }, 60_000);
  beforeEach(async () => {
    env = useEnvironment(moto.environment());
    secrets = new SecretsManagerClient({ region: 'us-east-1', maxAttempts: 1 });
    await moto.reset();
  });
  afterEach(() => vi.unstubAllEnvs());
  afterAll(() => moto?.[Symbol.asyncDispose]());

  const open = (options: Partial<AwsSecretsManagerOptions> = {}) =>
    awsSecretsManager({ type: 'aws-secrets-manager', region: 'us-east-1', ...options });

  backendContract('AWS Secrets Manager', () => ({
    to: { type: 'aws-secrets-manager', region: 'us-east-1' },
    open,
    nameFor: (host) => AWS_NAMING.encode(`DOCKER_REGISTRY_${host}`),
    async read(name) {
      const [got] = await Promise.allSettled([secrets.send(new GetSecretValueCommand({ SecretId: name }))]);
      if (got.status === 'fulfilled') return got.value.SecretString;
      if (got.reason instanceof ResourceNotFoundException) return undefined;
      throw got.reason;
    },
    async versions(name) {
      const { VersionIdsToStages = {} } = await secrets.send(new DescribeSecretCommand({ SecretId: name }));
      return Object.keys(VersionIdsToStages).length;
    },
  }));

  describe('AWS Secrets Manager', () => {
    const about = { id: 'aws/a', host: 'a.example', key: 'a.example', backend: 'aws', name: 'a' } as const;
    const publish = (value: string, options: Partial<AwsSecretsManagerOptions> = {}) =>
      open(options).publish(new Secret(value), { ...about, format: 'password' }, signal());

    it('has a new secret as ours, and the value before as AWSPREVIOUS', async () => {
      await publish('one', { tags: { team: 'ml' } });
      await publish('two');
      const { Tags } = await secrets.send(new DescribeSecretCommand({ SecretId: 'a' }));
      const previous = new GetSecretValueCommand({ SecretId: 'a', VersionStage: 'AWSPREVIOUS' });
      expect(Tags).toEqual([
        { Key: 'managed-by', Value: 'pullkeeper' },
        { Key: 'team', Value: 'ml' },
      ]);
      expect((await secrets.send(previous)).SecretString).toBe('one');
    });

    it('keeps a foreign secret from us until it is adopted', async () => {
      await secrets.send(new CreateSecretCommand({ Name: 'a', SecretString: 'theirs' }));
      expect(await failureOf(publish('ours'))).toMatchObject({
        kind: 'invalid',
        hint: expect.stringMatching(/adopt/),
      });
      await publish('ours', { adopt: ['a'] });
      expect((await secrets.send(new GetSecretValueCommand({ SecretId: 'a' }))).SecretString).toBe('ours');
    });

    it('says that a secret is scheduled for deletion', async () => {
      await publish('one');
      await secrets.send(new DeleteSecretCommand({ SecretId: 'a' }));
      expect(await failureOf(publish('two'))).toMatchObject({
        message: 'the secret "a" in us-east-1 is scheduled for deletion',
      });
    });
  });

  describe('ECR', () => {
    const mintedAt = new Date('2026-03-01T12:00:00Z');
    const place = { region: 'eu-west-1', partition: 'aws' } as const;

    // moto's tokens expired in 2015. The source tells it as it is; that such a token is not published is the gate's work.
    it('mints as the own role, and tells the expiry as it was answered', async () => {
      const { username, password, ...times } = await ecrSource(place, {
        env,
        now: () => mintedAt,
      }).mint(signal());
      expect([username, password.reveal()]).toEqual(['AWS', '123456789012-auth-token']);
      expect(times.mintedAt).toBe(mintedAt);
      expect(times.expiresAt?.getTime()).toBeLessThan(Date.UTC(2015, 0, 3));
    });

    it('mints in the account of a role that is assumed', async () => {
      const identity = {
        type: 'aws-role',
        roleArn: ROLE,
        externalId: 'acme',
        sessionPolicy: 'pull-only',
      } as const;
      const caller = { identity, env, now: () => mintedAt };
      const { password } = await ecrSource(place, caller).mint(signal());
      expect(password.reveal()).toBe('210987654321-auth-token');
    });
  });

  describe('with a table', () => {
    beforeEach(async () => {
      const { name: TableName, partitionKey, sortKey } = LEDGER_TABLE;
      await new DynamoDBClient({ region: 'us-east-1', maxAttempts: 1 }).send(
        new CreateTableCommand({
          TableName,
          BillingMode: 'PAY_PER_REQUEST',
          AttributeDefinitions: [partitionKey, sortKey].map((AttributeName) => ({
            AttributeName,
            AttributeType: 'S',
          })),
          KeySchema: [
            { AttributeName: partitionKey, KeyType: 'HASH' },
            { AttributeName: sortKey, KeyType: 'RANGE' },
          ],
        }),
      );
    });

    const open = () => dynamodbLedger({ table: LEDGER_TABLE.name, region: 'us-east-1' });
    ledgerContract('DynamoDB', () => ({ open }), {
      oneWriter: 'moto lets two writers of one row in at once',
    });
  });

  it('a reference is read', async () => {
    await secrets.send(new CreateSecretCommand({ Name: 'kept', SecretString: 'canary' }));
    const secret = await resolveReference({ from: 'aws-secrets-manager', id: 'kept' }, env, signal());
    expect(secret.reveal()).toBe('canary');
  });
});
