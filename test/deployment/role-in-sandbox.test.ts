import { afterEach, describe, expect, test, vi } from 'vitest';
import { deployed } from '../../lib/aws/statement.ts';
import { awsSecretsManager } from '../../lib/backends/aws-secrets-manager/backend.ts';
import type { Config } from '../../lib/config/config.ts';
import { compile } from '../../lib/config/file/compile.ts';
import { permissionsOf } from '../../lib/deployment/permissions.ts';
import { resolveReference } from '../../lib/references/plain.ts';
import { Secret } from '../../lib/secrecy/secret.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/sandbox.ts';
import { environmentOf, useEnvironment } from '../aws/environment.ts';
import { dedent } from '../config/dedent.ts';
import { failureOf } from '../contract/failures.ts';

const ECR = '.dkr.ecr.us-east-1.amazonaws.com';
const FOREIGN = 'arn:aws:secretsmanager:us-east-1:444455556666:secret:theirs/key-AbCdEf';
const MANY = Array.from({ length: 60 }, (_, index) => `${111122223333 + index}${ECR}`);

const few = (extra = '') => `
  backends: { aws: { type: aws-secrets-manager, region: us-east-1, adopt: [old]${extra} } }
  registries:
    - { host: ${MANY[0]}, canary: true, publish: [aws, { backend: aws, name: old, format: password }] }
`;
const many = `
  backends: { aws: { type: aws-secrets-manager, region: us-east-1, adopt: [DOCKER_REGISTRY_${MANY[1]}] } }
  registries:
${MANY.map((host) => `    - { host: ${host}, canary: true, publish: [aws] }`).join('\n')}
`;

let sandbox: Sandbox;
afterEach(async () => {
  vi.unstubAllEnvs();
  await sandbox.stop();
});

/** From now on acts as the role that is deployed for a config. */
async function actAsRoleFor(yaml: string, options: SandboxOptions = {}): Promise<Config> {
  sandbox = await startSandbox(options);
  const config = compile(dedent(yaml), 'registries.yml');
  const where = { partition: 'aws', account: '123456789012', region: 'us-east-1' };
  const statements = deployed(
    (['refreshEcr', 'refreshStored'] as const).flatMap((name) => permissionsOf(config, name)),
    where,
  );
  const allow = JSON.stringify({ Version: '2012-10-17', Statement: statements });
  const role = sandbox.addPrincipal({
    arn: 'arn:aws:iam::123456789012:role/pullkeeper-prod-ecr-us-east-1',
    allow,
  });
  useEnvironment(environmentOf(sandbox, role));
  return config;
}

function backendIn({ registries }: Config) {
  const options = registries[0]?.publish[0]?.to;
  if (options?.type !== 'aws-secrets-manager') throw new Error('the config has no such backend');
  return awsSecretsManager(options);
}

const about = (name: string) =>
  ({ id: `aws/${name}`, host: 'a', key: 'a', backend: 'aws', name, format: 'docker-auth' }) as const;
const publish = (config: Config, name: string, value: string) =>
  backendIn(config).publish(new Secret(value), about(name), AbortSignal.timeout(15_000));
const nameOf = (host = '') => `DOCKER_REGISTRY_${host}`;

describe.each(['bare', 'suffixed'] as const)(
  'where IAM asks about an absent secret with a %s ARN',
  (absentArn) => {
    test.each([
      ['few secrets', few()],
      ['so many that they are folded', many],
    ])('the role of %s makes a secret, replaces it and reads it back', async (_, yaml) => {
      const config = await actAsRoleFor(yaml, { absentArn });
      const name = nameOf(MANY[0]);
      await publish(config, name, 'one');
      await publish(config, name, 'two');
      const back = await backendIn(config).read?.(about(name), AbortSignal.timeout(15_000));
      expect([sandbox.secret(name)?.value, back?.reveal()]).toEqual(['two', 'two']);
      expect(sandbox.secret(name)?.versions).toHaveLength(2);
    });

    test('a canary learns that there is nothing yet', async () => {
      const config = await actAsRoleFor(few(), { absentArn });
      const name = nameOf(MANY[0]);
      expect(await backendIn(config).read?.(about(name), AbortSignal.timeout(15_000))).toBeUndefined();
    });
  },
);

describe('the role of a function', () => {
  test.each([
    ['few secrets', few(), 'old'],
    ['so many that they are folded', many, nameOf(MANY[1])],
  ])('for %s takes over what is to be adopted', async (_, yaml, name) => {
    const config = await actAsRoleFor(yaml, { secrets: { [name]: 'theirs' } });
    await publish(config, name, 'ours');
    expect(sandbox.secret(name)?.value).toBe('ours');
  });

  test('writes no secret of somebody else, even where its rights are folded', async () => {
    const name = nameOf('registry.example.com');
    const config = await actAsRoleFor(many, { secrets: { [name]: 'theirs' } });
    const { SecretsManagerClient, PutSecretValueCommand } = await import('@aws-sdk/client-secrets-manager');
    const put = new SecretsManagerClient({ region: 'us-east-1' }).send(
      new PutSecretValueCommand({ SecretId: name, SecretString: 'ours' }),
    );
    await expect(put).rejects.toMatchObject({ name: 'AccessDeniedException' });
    expect(await failureOf(publish(config, name, 'ours'))).toMatchObject({ kind: 'invalid' });
  });

  test.each(['alias/models', '1234abcd-12ab'])(
    'encrypts with the key %s that the config names',
    async (key) => {
      const config = await actAsRoleFor(few(`, kmsKeyId: ${key}`), { kmsKeys: [key] });
      await publish(config, nameOf(MANY[0]), 'value');
      expect(sandbox.secret(nameOf(MANY[0]))?.kmsKeyId).toBe(key);
    },
  );

  test.each(['pullkeeper/kept', FOREIGN])('reads %s, which registries.yml refers to', async (id) => {
    await actAsRoleFor(
      `registries: [{ host: ghcr.io, credentials: { username: a, password: { from: aws-secrets-manager, id: '${id}' } }, publish: [file] }]`,
      { secrets: { [id]: 'kept' } },
    );
    const reference = { from: 'aws-secrets-manager', id } as const;
    const read = await resolveReference(reference, process.env, AbortSignal.timeout(15_000));
    expect(read.reveal()).toBe('kept');
  });
});
