import {
  CreateSecretCommand,
  DescribeSecretCommand,
  ListSecretsCommand,
  ListSecretVersionIdsCommand,
  PutSecretValueCommand,
  type SecretsManagerClient,
  UpdateSecretVersionStageCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { MovableClock } from '../../sandbox/clock.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { clientsOf } from './clients.ts';

const [first = '', second = '', third = ''] = ['1', '2', '3'].map((digit) => digit.repeat(32));

let sandbox: Sandbox;
let secrets: SecretsManagerClient;
const value = (name = 'a') => sandbox.secret(name)?.value;
const stages = () =>
  Object.fromEntries((sandbox.secret('a')?.versions ?? []).map(({ id, stages }) => [id, stages.toSorted()]));
const move = (change: object) =>
  secrets.send(new UpdateSecretVersionStageCommand({ SecretId: 'a', VersionStage: 'AWSCURRENT', ...change }));

beforeEach(async () => {
  sandbox = await startSandbox();
  secrets = clientsOf(sandbox).secrets;
  await secrets.send(
    new CreateSecretCommand({
      Name: 'a',
      SecretString: 'one',
      ClientRequestToken: first,
      Tags: [{ Key: 'for', Value: 'ml-team' }],
    }),
  );
  for (const [id, text] of [
    [second, 'two'],
    [third, 'three'],
  ] as const)
    await secrets.send(
      new PutSecretValueCommand({ SecretId: 'a', SecretString: text, ClientRequestToken: id }),
    );
});
afterEach(() => sandbox.stop());

describe('UpdateSecretVersionStage', () => {
  test('brings the previous value back, and the current one becomes the previous', async () => {
    await move({ MoveToVersionId: second, RemoveFromVersionId: third });
    expect(value()).toBe('two');
    expect(stages()).toEqual({ [first]: [], [second]: ['AWSCURRENT'], [third]: ['AWSPREVIOUS'] });
  });

  test('takes a stage of somebody away', async () => {
    await move({ VersionStage: 'tried', MoveToVersionId: first });
    expect(stages()).toMatchObject({ [first]: ['tried'] });
    await move({ VersionStage: 'tried', RemoveFromVersionId: first });
    expect(stages()).toMatchObject({ [first]: [] });
  });

  test.each<[why: string, change: object, code: string]>([
    ['without the version that has the stage', { MoveToVersionId: second }, 'InvalidParameterException'],
    [
      'from a version that does not have it',
      { MoveToVersionId: second, RemoveFromVersionId: first },
      'InvalidParameterException',
    ],
    ['to nowhere, if it is AWSCURRENT', { RemoveFromVersionId: third }, 'InvalidParameterException'],
    [
      'to a version that is not there',
      { MoveToVersionId: '4'.repeat(32), RemoveFromVersionId: third },
      'ResourceNotFoundException',
    ],
  ])('does not move a stage %s', async (_, change, code) => {
    await expect(move(change)).rejects.toMatchObject({ name: code });
    expect(value()).toBe('three');
  });

  test('needs its own right', async () => {
    const allow = ['secretsmanager:PutSecretValue'];
    const other = sandbox.addPrincipal({ arn: 'arn:aws:iam::123456789012:role/other', allow });
    const denied = clientsOf(sandbox, { credentials: other.credentials }).secrets;
    const command = new UpdateSecretVersionStageCommand({
      SecretId: 'a',
      VersionStage: 'AWSCURRENT',
      MoveToVersionId: second,
      RemoveFromVersionId: third,
    });
    await expect(denied.send(command)).rejects.toMatchObject({ name: 'AccessDeniedException' });
  });
});

describe('ListSecretVersionIds', () => {
  test.each([
    [false, 2],
    [true, 3],
  ])('with deprecated versions %s has %d', async (IncludeDeprecated, count) => {
    const { Versions = [] } = await secrets.send(
      new ListSecretVersionIdsCommand({ SecretId: 'a', IncludeDeprecated }),
    );
    expect(Versions).toHaveLength(count);
    expect(Versions.at(-1)).toMatchObject({
      VersionId: third,
      VersionStages: ['AWSCURRENT'],
      CreatedDate: expect.any(Date),
    });
  });

  test('comes in pages', async () => {
    const page = await secrets.send(new ListSecretVersionIdsCommand({ SecretId: 'a', MaxResults: 1 }));
    expect([page.Versions?.length, page.NextToken]).toEqual([1, expect.any(String)]);
  });
});

test.each([
  ['name', 'a', 1],
  ['name', 'b', 0],
  ['tag-key', 'for', 1],
  ['tag-value', 'ml', 1],
  ['tag-value', 'team', 0],
] as const)('ListSecrets finds by the beginning of a %s: %s', async (Key, wanted, count) => {
  const { SecretList } = await secrets.send(new ListSecretsCommand({ Filters: [{ Key, Values: [wanted] }] }));
  expect(SecretList).toHaveLength(count);
});

describe('an account', () => {
  test('is throttled from one call too many in a second on, in the region in which it asks', async () => {
    await using busy = await startSandbox({ awsRates: { ListSecrets: 3 } });
    const ask = (region: string) =>
      clientsOf(busy, { region })
        .secrets.send(new ListSecretsCommand())
        .then(
          () => 'answered',
          ({ name }: Error) => name,
        );
    const answers = await Promise.all(Array.from({ length: 12 }, () => ask('us-east-1')));
    expect(answers).toContain('ThrottlingException');
    expect(answers.filter((answer) => answer === 'answered').length).toBeGreaterThanOrEqual(3);
    expect(await ask('eu-west-1')).toBe('answered');
  });

  test('does not find a new secret for a while, though its name is taken', async () => {
    const clock = new MovableClock({ rate: 0 });
    await using slow = await startSandbox({ clock, secretsAppearAfterMs: 2_000 });
    const client = clientsOf(slow).secrets;
    const create = () => client.send(new CreateSecretCommand({ Name: 'new', SecretString: 'value' }));
    const look = () => client.send(new DescribeSecretCommand({ SecretId: 'new' }));
    await create();
    await expect(look()).rejects.toMatchObject({ name: 'ResourceNotFoundException' });
    await expect(create()).rejects.toMatchObject({ name: 'ResourceExistsException' });
    clock.advance(2_000);
    expect(await look()).toMatchObject({ Name: 'new' });
  });

  test('finds the secrets that it begins with, also after the clock was set back', async () => {
    const clock = new MovableClock({ rate: 0 });
    await using back = await startSandbox({ clock });
    await clientsOf(back).secrets.send(new CreateSecretCommand({ Name: 'old', SecretString: 'value' }));
    clock.advance(-24 * 3_600_000);
    const found = clientsOf(back).secrets.send(new DescribeSecretCommand({ SecretId: 'old' }));
    expect(await found).toMatchObject({ Name: 'old' });
  });
});
