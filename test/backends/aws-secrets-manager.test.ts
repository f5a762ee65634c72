import {
  CreateSecretCommand,
  DeleteSecretCommand,
  TagResourceCommand,
} from '@aws-sdk/client-secrets-manager';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { awsSecretsManager } from '../../lib/backends/aws-secrets-manager/backend.ts';
import type { AwsSecretsManagerOptions } from '../../lib/backends/aws-secrets-manager/options.ts';
import { AWS_NAMING } from '../../lib/backends/aws-secrets-manager/traits.ts';
import type { Backend } from '../../lib/backends/backend.ts';
import { openBackend } from '../../lib/backends/index.ts';
import { secretName } from '../../lib/hosts/key.ts';
import { Secret } from '../../lib/secrecy/secret.ts';
import { answer, cut, echo, type Fault, status } from '../../sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { environmentOf, useEnvironment } from '../aws/environment.ts';
import { remoteBackendContract } from '../contract/backend.ts';
import { expectSilence, failureOf } from '../contract/failures.ts';
import { clientsOf } from '../sandbox/clients.ts';

const HOST = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const NAME = `DOCKER_REGISTRY_${HOST}`;
const KEY = 'alias/models';
const OURS = { 'managed-by': 'pullkeeper' };

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox({ kmsKeys: [KEY] });
  useEnvironment(sandbox.environment());
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await sandbox.stop();
});

remoteBackendContract('AWS Secrets Manager', () => ({
  to: { type: 'aws-secrets-manager', region: 'us-east-1' },
  open: () => open(),
  nameFor: (host) => AWS_NAMING.encode(`DOCKER_REGISTRY_${host}`),
  read: async (name) => sandbox.secret(name)?.value,
  versions: async (name) => sandbox.secret(name)?.versions.length ?? 0,
  suffer: befall,
  forbid: () => actWith('secretsmanager:GetSecretValue'),
}));

function open(options: Partial<AwsSecretsManagerOptions> = {}): Backend {
  return awsSecretsManager({ type: 'aws-secrets-manager', region: 'us-east-1', ...options });
}

interface How extends Partial<AwsSecretsManagerOptions> {
  name?: string;
  backend?: Backend;
}

async function publish(value: string, { name = NAME, backend, ...options }: How = {}): Promise<void> {
  const about = {
    id: `aws/${name}`,
    host: HOST,
    key: HOST,
    backend: 'aws',
    name,
    format: 'docker-auth',
  } as const;
  await (backend ?? open(options)).publish(new Secret(value), about, AbortSignal.timeout(50_000));
}

/** Befalls the requests that carry a value. */
function befall(fault: Fault, times: number): void {
  for (const operation of ['CreateSecret', 'PutSecretValue']) {
    sandbox.faults.add({ service: 'secretsmanager', operation, times, fault });
  }
}

/** From now on acts with these rights alone. */
function actWith(...allow: string[]): void {
  useEnvironment(
    environmentOf(sandbox, sandbox.addPrincipal({ arn: 'arn:aws:iam::123456789012:role/other', allow })),
  );
}

function make(name: string, SecretString: string, tags: Record<string, string> = {}) {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return clientsOf(sandbox).secrets.send(new CreateSecretCommand({ Name: name, SecretString, Tags }));
}

const writes = () =>
  sandbox.calls
    .where({ service: 'secretsmanager' })
    .filter(({ operation }) => operation !== 'DescribeSecret');

describe('a secret that is not there yet', () => {
  it('is created as ours, for its host, with the key and the tags that the config asks for', async () => {
    await publish('value', { kmsKeyId: KEY, tags: { team: 'ml', stage: '' } });
    expect(sandbox.secret(NAME)).toMatchObject({
      description: `Pull secret for ${HOST}, kept alive by pullkeeper`,
      kmsKeyId: KEY,
      tags: { ...OURS, team: 'ml', stage: '' },
      value: 'value',
    });
  });

  it('is created under the default key and with our tag alone when the config asks for nothing', async () => {
    await publish('value');
    expect(sandbox.secret(NAME)).toMatchObject({ kmsKeyId: undefined, tags: OURS });
  });

  it('is created in the region of the backend, whatever the region of the function', async () => {
    await publish('value', { region: 'eu-west-1' });
    expect([sandbox.secret(NAME, 'eu-west-1')?.value, sandbox.secret(NAME)]).toEqual(['value', undefined]);
  });

  it('is opened by its type from the config', async () => {
    const backend = await openBackend(
      { type: 'aws-secrets-manager', region: 'us-west-2' },
      { env: process.env, now: () => new Date(), log: () => {} },
    );
    const about = {
      id: 'aws/a',
      host: HOST,
      key: HOST,
      backend: 'aws',
      name: 'a',
      format: 'password',
    } as const;
    await backend.publish(new Secret('value'), about, AbortSignal.timeout(50_000));
    expect(sandbox.secret('a', 'us-west-2')?.value).toBe('value');
  });

  it.each([
    ['a port', 'registry.example.com:5000', 'DOCKER_REGISTRY_registry.example.com=3A5000'],
    ['Docker Hub', 'https://index.docker.io/v1/', 'DOCKER_REGISTRY_https=3A//index.docker.io/v1/'],
  ])('can be named after %s', async (_, host, name) => {
    expect(AWS_NAMING.encode(`DOCKER_REGISTRY_${host}`)).toBe(name);
    await publish('value', { name });
    expect(sandbox.secret(name)?.value).toBe('value');
  });

  it('is created once when two runs find it missing at the same time', async () => {
    await Promise.all([publish('one'), publish('two')]);

    const { versions = [], tags, value } = sandbox.secret(NAME) ?? {};
    expect([versions.map((version) => version.value).sort(), tags]).toEqual([['one', 'two'], OURS]);
    expect(value).toBe(versions[1]?.value);
    expect(sandbox.calls.where({ outcome: 'ResourceExistsException' })).toHaveLength(1);
  });

  it('is created once when the answer to its creation is lost', async () => {
    sandbox.faults.add({ operation: 'CreateSecret', fault: cut });
    await publish('value');
    expect(sandbox.secret(NAME)).toMatchObject({ value: 'value', versions: [{ stages: ['AWSCURRENT'] }] });
  });
});

describe('a new value', () => {
  it('becomes current, and the one before it stays as AWSPREVIOUS', async () => {
    for (const value of ['one', 'two', 'three']) await publish(value);
    expect(sandbox.secret(NAME)?.versions).toMatchObject([
      { value: 'one', stages: [] },
      { value: 'two', stages: ['AWSPREVIOUS'] },
      { value: 'three', stages: ['AWSCURRENT'] },
    ]);
  });

  it('is no new version when another process published it already', async () => {
    await publish('one');
    await publish('two');
    sandbox.calls.clear();
    await publish('two');
    expect(writes()).toEqual([]);
  });

  it('is one version when two processes publish it at the same time', async () => {
    await publish('one');
    await Promise.all([publish('two'), publish('two')]);
    expect(sandbox.secret(NAME)?.versions).toHaveLength(2);
  });

  it('has the same version id in whatever process it is published', async () => {
    await publish('one');
    await publish('two');
    const ids = sandbox.secret(NAME)?.versions.map(({ id }) => id);
    await using another = await startSandbox();
    useEnvironment(another.environment());
    await publish('one');
    await publish('two');
    expect(another.secret(NAME)?.versions.map(({ id }) => id)).toEqual(ids);
  });

  it('keeps the description, the key and the tags that stand there', async () => {
    await publish('one', { kmsKeyId: KEY, tags: { team: 'ml' } });
    await publish('two', { tags: { team: 'other' } });
    expect(sandbox.secret(NAME)).toMatchObject({
      kmsKeyId: KEY,
      tags: { ...OURS, team: 'ml' },
      value: 'two',
    });
  });

  it('as long as AWS allows is stored', async () => {
    await publish('é'.repeat(32_768));
    expect(sandbox.secret(NAME)?.value).toHaveLength(32_768);
  });

  it('longer than AWS allows is refused before any call, with its length', async () => {
    const failure = await failureOf(publish('é'.repeat(32_769)));
    expect(failure).toMatchObject({
      kind: 'quota',
      message: `the value for "${NAME}" has 65538 bytes; AWS Secrets Manager allows 65536`,
      hint: expect.stringContaining('docker-auth'),
    });
    expect(sandbox.calls.where()).toEqual([]);
  });

  it('past the hundredth of a day is refused, and the hundredth stays', async () => {
    const backend = open();
    for (let n = 1; n <= 100; n += 1) await publish(`value ${n}`, { backend });

    const failure = await failureOf(publish('one too many'));

    expect(failure).toMatchObject({
      kind: 'quota',
      message: `cannot write the secret "${NAME}" in us-east-1: a service limit was reached`,
      hint: expect.stringMatching(/100 versions of a secret a day: run less often/),
      cause: expect.stringMatching(/^LimitExceededException: .+ \(request [\w-]+\)$/),
    });
    expect(sandbox.secret(NAME)?.value).toBe('value 100');

    sandbox.clock.advance(24 * 60 * 60_000);
    await publish('one too many');
    expect(sandbox.secret(NAME)?.value).toBe('one too many');
  });
});

describe("a secret that is not pullkeeper's", () => {
  it.each([
    ['has no tags', {}],
    ['is managed by somebody else', { 'managed-by': 'terraform' }],
    ['only mentions us', { owner: 'pullkeeper' }],
  ])('is refused and left as it is when it %s', async (_, tags) => {
    await make(NAME, 'theirs', tags);
    sandbox.calls.clear();

    const failure = await failureOf(publish('ours'));

    expect(failure).toMatchObject({
      kind: 'invalid',
      message: `the secret "${NAME}" in us-east-1 exists, and pullkeeper did not create it`,
      hint: `to let pullkeeper overwrite it, add to the backend in registries.yml: adopt: ["${NAME}"]`,
    });
    expect(sandbox.secret(NAME)).toMatchObject({ value: 'theirs', tags });
    expect(writes()).toEqual([]);
  });

  it('is taken over when the config adopts it: our tag is added to its own, and its value stays as AWSPREVIOUS', async () => {
    await make(NAME, 'theirs', { team: 'ml' });
    await publish('ours', { adopt: [NAME] });
    expect(sandbox.secret(NAME)).toMatchObject({
      tags: { team: 'ml', ...OURS },
      versions: [
        { value: 'theirs', stages: ['AWSPREVIOUS'] },
        { value: 'ours', stages: ['AWSCURRENT'] },
      ],
    });
  });

  it('is ours ever after, even when the config no longer adopts it', async () => {
    await make(NAME, 'theirs');
    await publish('one', { adopt: [NAME] });
    await publish('two');
    expect(sandbox.secret(NAME)?.value).toBe('two');
  });

  it('is not taken over because another one is adopted', async () => {
    await make(NAME, 'theirs');
    await failureOf(publish('ours', { adopt: [`${NAME}-other`] }));
    expect(sandbox.secret(NAME)?.value).toBe('theirs');
  });

  it('is ours without adoption when it carries our tag, whoever made it', async () => {
    await make(NAME, 'made by hand', OURS);
    await publish('ours');
    expect(sandbox.secret(NAME)?.value).toBe('ours');
  });

  it('is not ours any more when somebody else has put another tag in its place', async () => {
    await publish('ours');
    const Tags = [{ Key: 'managed-by', Value: 'terraform' }];
    await clientsOf(sandbox).secrets.send(new TagResourceCommand({ SecretId: NAME, Tags }));
    await failureOf(publish('new'));
    expect(sandbox.secret(NAME)?.value).toBe('ours');
  });
});

describe('a secret that is scheduled for deletion', () => {
  it('is left so, with the command that brings it back', async () => {
    await publish('old');
    await clientsOf(sandbox).secrets.send(new DeleteSecretCommand({ SecretId: NAME }));

    const failure = await failureOf(publish('new'));

    expect(failure).toMatchObject({
      kind: 'invalid',
      message: `the secret "${NAME}" in us-east-1 is scheduled for deletion`,
      hint: `bring it back: aws secretsmanager restore-secret --region us-east-1 --secret-id '${NAME}'`,
    });
    expect(sandbox.secret(NAME)?.value).toBe('old');
  });
});

describe('what is denied', () => {
  const RIGHTS = ['DescribeSecret', 'CreateSecret', 'PutSecretValue', 'TagResource'].map(
    (action) => `secretsmanager:${action}`,
  );

  it.each(RIGHTS)('is said, with the rights that are needed: without %s', async (right) => {
    await make('adopted', 'theirs');
    actWith(...RIGHTS.filter((each) => each !== right));
    const failures = await Promise.allSettled([
      publish('new'),
      publish('new', { name: 'adopted', adopt: ['adopted'] }),
    ]);
    const reasons = failures.flatMap((each) => (each.status === 'rejected' ? [each.reason] : []));
    expect(reasons).not.toEqual([]);
    for (const reason of reasons) {
      expect(reason).toMatchObject({
        kind: 'denied',
        message: expect.stringMatching(/^cannot write the secret ".+" in us-east-1: not allowed$/),
        hint: expect.stringContaining(
          'allow secretsmanager:DescribeSecret, CreateSecret, PutSecretValue and TagResource on "',
        ),
        cause: expect.stringContaining(right),
      });
    }
  });

  it('is nothing with just those rights', async () => {
    await make('adopted', 'theirs');
    actWith(...RIGHTS);
    await publish('one');
    await publish('two');
    await publish('ours', { name: 'adopted', adopt: ['adopted'] });
    expect([sandbox.secret(NAME)?.value, sandbox.secret('adopted')?.value]).toEqual(['two', 'ours']);
  });

  it('by the KMS key names the key', async () => {
    actWith(...RIGHTS);
    const failure = await failureOf(publish('new', { kmsKeyId: KEY }));
    expect(failure).toMatchObject({
      kind: 'denied',
      hint: expect.stringContaining(`and kms:GenerateDataKey and kms:Decrypt on ${KEY}`),
      cause: expect.stringContaining('KMS'),
    });
  });
});

describe('an answer that confirms nothing', () => {
  it.each([
    ['CreateSecret', '{}'],
    ['CreateSecret', 'null'],
    ['PutSecretValue', '{}'],
    ['PutSecretValue', 'null'],
    ['DescribeSecret', '{}'],
  ])('to %s, HTTP 200 with %s, is no success', async (operation, body) => {
    if (operation === 'PutSecretValue') await publish('old');
    sandbox.faults.add({ service: 'secretsmanager', operation, fault: answer(200, body), times: 9 });

    expect(await failureOf(publish('new'))).toMatchObject({ kind: 'unavailable' });
    expect(sandbox.secret(NAME)?.value).not.toBe('new');
  });
});

describe('what goes wrong', () => {
  it('with a KMS key that does not exist is said by AWS', async () => {
    expect(await failureOf(publish('new', { kmsKeyId: 'alias/none' }))).toMatchObject({
      kind: 'invalid',
      hint: 'the cause says what AWS rejected',
      cause: expect.stringContaining('invalid KMS key'),
    });
  });

  it.each<[kind: string, fault: Fault]>([
    ['unavailable', status(503)],
    ['invalid', echo],
  ])('while looking for the secret is told as well: %s', async (kind, fault) => {
    sandbox.faults.add({ operation: 'DescribeSecret', times: 9, fault });
    const failure = await failureOf(publish('canary-of-a-value'));
    expect(failure.kind).toBe(kind);
    expectSilence(failure, 'canary-of-a-value');
  });

  it('with the answer to a write that arrived leaves one version, though it never hears of it', async () => {
    await publish('old');
    sandbox.faults.add({ operation: 'PutSecretValue', times: 9, fault: cut });
    await failureOf(publish('new'));
    sandbox.faults.clear();
    await publish('new');
    expect(sandbox.secret(NAME)?.versions).toHaveLength(2);
  });
});

describe('the name of a secret', () => {
  it('is made from the key of the host', () => {
    expect(AWS_NAMING.encode(secretName(HOST))).toBe(NAME);
  });
});

describe('reading back', () => {
  const about = {
    id: 'aws/a',
    host: HOST,
    key: HOST,
    backend: 'aws',
    name: NAME,
    format: 'docker-auth',
  } as const;
  const readBack = (options: Partial<AwsSecretsManagerOptions> = {}) => {
    const back = open(options).read?.(about, AbortSignal.timeout(50_000));
    return back ?? Promise.reject(new Error('it cannot be read back'));
  };

  it('names what is missing to who may write and no more, and the key that it takes', async () => {
    await publish('value');
    actWith('secretsmanager:DescribeSecret', 'secretsmanager:PutSecretValue');
    const failure = await failureOf(readBack({ kmsKeyId: KEY }));
    expect(failure).toMatchObject({
      kind: 'denied',
      hint: `allow secretsmanager:GetSecretValue on "${NAME}" and kms:Decrypt on ${KEY} to the role of this function`,
    });
  });

  it('tells nothing of a value in an answer that is cut off', async () => {
    const value = Buffer.from('AWS:canary-'.padEnd(900, 'not-a-real-password-')).toString('base64');
    await publish(value);
    sandbox.faults.add({ operation: 'GetSecretValue', times: 99, fault: cut });
    expectSilence(await failureOf(readBack()), value);
  });
});
