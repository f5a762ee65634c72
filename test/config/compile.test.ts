import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { Publication } from '../../lib/config/config.ts';
import { compile } from '../../lib/config/file/compile.ts';
import { dedent } from './dedent.ts';

const ECR = '111122223333.dkr.ecr.us-east-1.amazonaws.com';
const NAME = `DOCKER_REGISTRY_${ECR}`;
const FILE_ID = `["file",".pullkeeper/secrets.json","${NAME}"]`;

function compiled(text: string) {
  return compile(dedent(text), 'registries.yml');
}

/** What the first registry of the file publishes, as far as a row of a table tells. */
function published(text: string): Pick<Publication, 'id' | 'name' | 'format'>[] {
  const [registry] = compiled(text).registries;
  return registry?.publish.map(({ id, name, format }) => ({ id, name, format })) ?? [];
}

test('a file with everything in it compiles to plain data with every name computed', () => {
  const config = compiled(`
    backends:
      aws:
        type: aws-secrets-manager
        region: eu-west-1
        prefix: models/
        kmsKeyId: alias/models
        tags: { team: ml }
        adopt: [models/ecr-public]
      docker: { type: file, path: docker/config.json, format: docker-config-json }
    identities:
      pull-only:
        type: aws-role
        roleArn: arn:aws:iam::444455556666:role/pull-only
        externalId: { from: aws-secrets-manager, id: pullkeeper/external-id }
        sessionPolicy: pull-only
    registries:
      - host: ${ECR}
        identity: pull-only
        image: models/llama:prod
        publish: [aws, docker]
      - host: public.ecr.aws
        publish: [{ backend: aws, name: ecr-public, format: user-password }]
  `);

  const aws = {
    type: 'aws-secrets-manager',
    region: 'eu-west-1',
    prefix: 'models/',
    kmsKeyId: 'alias/models',
    tags: { team: 'ml' },
    adopt: ['models/ecr-public'],
  };
  const role = 'arn:aws:iam::444455556666:role/pull-only';
  const minted = { function: 'refreshEcr', username: 'AWS', lifeMs: 43_200_000 };
  expect(config).toStrictEqual({
    sample: false,
    schedule: {
      refreshEcr: 10_800_000,
      refreshArtifactRegistry: 900_000,
      refreshStored: 86_400_000,
      refreshTokens: 900_000,
    },
    registries: [
      {
        host: {
          kind: 'ecr',
          host: ECR,
          account: '111122223333',
          region: 'us-east-1',
          partition: 'aws',
          fips: false,
          dualStack: false,
        },
        source: {
          kind: 'ecr',
          name: `ecr us-east-1 as ${role}`,
          endpoint: 'ECR in us-east-1 for the account 444455556666',
          ...minted,
          region: 'us-east-1',
          partition: 'aws',
          identity: {
            type: 'aws-role',
            roleArn: role,
            externalId: { from: 'aws-secrets-manager', id: 'pullkeeper/external-id' },
            sessionPolicy: 'pull-only',
          },
        },
        identity: 'pull-only',
        image: 'models/llama:prod',
        publish: [
          {
            id: `["aws-secrets-manager","eu-west-1","models/${NAME}"]`,
            place: '["aws-secrets-manager","eu-west-1"]',
            host: ECR,
            key: ECR,
            backend: 'aws',
            to: aws,
            name: `models/${NAME}`,
            format: 'docker-auth',
            versionsADay: 100,
          },
          {
            id: `["file","docker/config.json","${ECR}"]`,
            place: '["file","docker/config.json"]',
            host: ECR,
            key: ECR,
            backend: 'docker',
            to: { type: 'file', path: 'docker/config.json' },
            name: ECR,
            format: 'docker-config-json',
          },
        ],
      },
      {
        host: { kind: 'ecr-public', host: 'public.ecr.aws' },
        source: { kind: 'ecr-public', name: 'ecr-public', endpoint: 'ECR Public', ...minted },
        publish: [
          {
            id: '["aws-secrets-manager","eu-west-1","models/ecr-public"]',
            place: '["aws-secrets-manager","eu-west-1"]',
            host: 'public.ecr.aws',
            key: 'public.ecr.aws',
            backend: 'aws',
            to: aws,
            name: 'models/ecr-public',
            format: 'user-password',
            versionsADay: 100,
          },
        ],
      },
    ],
  });
});

describe('the file backend is there without being asked for', () => {
  test('a registry that names no backend publishes to it', () => {
    expect(published(`registries: [{ host: ${ECR}, publish: [file] }]`)).toEqual([
      { id: FILE_ID, name: NAME, format: 'docker-auth' },
    ]);
  });

  test('it can be named among others', () => {
    const ids = published(`
      backends:
        aws: { type: aws-secrets-manager, region: us-east-1 }
      registries:
        - host: ${ECR}
          publish: [aws, file]
    `).map(({ id }) => id);
    expect(ids).toEqual([`["aws-secrets-manager","us-east-1","${NAME}"]`, FILE_ID]);
  });

  test('a path is chosen for a file backend that names none', () => {
    const { registries } = compiled(`
      backends:
        mine: { type: file }
      registries:
        - host: ${ECR}
          publish: [mine]
    `);
    const to = { type: 'file', path: '.pullkeeper/secrets.json' };
    expect(registries[0]?.publish).toMatchObject([{ backend: 'mine', to }]);
  });

  test('another backend may take its name', () => {
    const { registries } = compiled(`
      backends:
        file: { type: aws-secrets-manager, region: us-east-1 }
      registries:
        - host: ${ECR}
          publish: [file]
    `);
    const to = { type: 'aws-secrets-manager', region: 'us-east-1' };
    expect(registries[0]?.publish).toMatchObject([{ backend: 'file', to }]);
  });
});

describe('how a publication is named and written', () => {
  const BACKENDS = `
    backends:
      aws: { type: aws-secrets-manager, region: us-east-1 }
      models: { type: aws-secrets-manager, region: us-east-1, prefix: models/ }
      plain: { type: aws-secrets-manager, region: eu-west-1, format: password }
      secrets: { type: file, path: secrets.json, format: user-password }
      docker: { type: file, path: config.json, format: docker-config-json }
      either: { type: file, path: either.json }
  `;

  test.each([
    ['aws', NAME, 'docker-auth'],
    ['{ backend: aws }', NAME, 'docker-auth'],
    ['{ backend: aws, name: llama }', 'llama', 'docker-auth'],
    ['{ backend: aws, format: docker-config-json }', NAME, 'docker-config-json'],
    ['{ backend: aws, name: llama, format: docker-config-json }', 'llama', 'docker-config-json'],
    ['models', `models/${NAME}`, 'docker-auth'],
    ['{ backend: models, name: llama }', 'models/llama', 'docker-auth'],
    ['plain', NAME, 'password'],
    ['{ backend: plain, format: docker-auth }', NAME, 'docker-auth'],
    ['secrets', NAME, 'user-password'],
    [`{ backend: secrets, name: 'any text: at all' }`, 'any text: at all', 'user-password'],
    ['docker', ECR, 'docker-config-json'],
    ['{ backend: docker, format: password }', NAME, 'password'],
    ['{ backend: either, format: docker-config-json }', ECR, 'docker-config-json'],
  ])('%s: %s as %s', (entry, name, format) => {
    const [publication] = published(`${dedent(BACKENDS)}registries: [{ host: ${ECR}, publish: [${entry}] }]`);
    expect(publication).toMatchObject({ name, format });
  });
});

describe('what else is taken', () => {
  test.each([
    ['both names of ECR Public', 'public.ecr.aws', 'ecr-public'],
    ['both names of ECR Public', 'ecr-public.aws.com', 'ecr-public'],
    ['ECR in another partition', '111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn', 'ecr'],
    ['ECR over IPv6', '111122223333.dkr-ecr.us-west-2.on.aws', 'ecr'],
  ])('%s: %s', (_, host, kind) => {
    expect(compiled(`registries: [{ host: ${host}, publish: [file] }]`).registries).toMatchObject([
      { host: { host, kind } },
    ]);
  });

  test.each([
    ['a role of the same partition', 'arn:aws-cn:iam::111122223333:role/p', 'cn-north-1.amazonaws.com.cn'],
    ['a role with a path', 'arn:aws:iam::111122223333:role/team/ml/pull-only', 'us-east-1.amazonaws.com'],
  ])('%s', (_, roleArn, domain) => {
    const { registries } = compiled(`
      identities:
        puller: { type: aws-role, roleArn: '${roleArn}' }
      registries:
        - host: 111122223333.dkr.ecr.${domain}
          identity: puller
          publish: [file]
    `);
    expect(registries).toMatchObject([{ source: { identity: { type: 'aws-role', roleArn } } }]);
  });

  test.each([
    ['a plain external id', 'acme', 'acme'],
    ['one of the environment', '{ from: env, id: EXTERNAL_ID }', { from: 'env', id: 'EXTERNAL_ID' }],
    ['one of a file', '{ from: file, id: /run/id }', { from: 'file', id: '/run/id' }],
  ])('%s', (_, written, externalId) => {
    const { registries } = compiled(`
      identities:
        puller: { type: aws-role, roleArn: arn:aws:iam::111122223333:role/p, externalId: ${written} }
      registries:
        - host: ${ECR}
          identity: puller
          publish: [file]
    `);
    expect(registries).toMatchObject([{ source: { identity: { externalId } } }]);
  });

  test.each([
    'llama',
    'models/llama',
    'models/llama:prod',
    'a__b/c-d.e:v1.2',
    `llama@sha256:${'0'.repeat(64)}`,
  ])('the image %s', (image) => {
    const { registries } = compiled(`registries: [{ host: ${ECR}, image: '${image}', publish: [file] }]`);
    expect(registries).toMatchObject([{ image }]);
  });

  test.each([
    [
      'the same host twice, under two names',
      ECR,
      '[{ backend: file, name: one }, { backend: file, name: two }]',
    ],
    ['a backend named like a method of every object', ECR, '[constructor, toString]'],
  ])('%s', (_, host, publish) => {
    const { registries } = compiled(`
      backends:
        constructor: { type: file, path: constructor.json }
        toString: { type: file, path: to-string.json }
      registries:
        - host: ${host}
          publish: ${publish}
    `);
    expect(registries[0]?.publish).toHaveLength(2);
  });

  test('one secret name in two regions', () => {
    const { registries } = compiled(`
      backends:
        east: { type: aws-secrets-manager, region: us-east-1 }
        west: { type: aws-secrets-manager, region: us-west-2 }
      registries:
        - host: ${ECR}
          publish: [east, west]
    `);
    expect(registries[0]?.publish.map(({ name }) => name)).toEqual([NAME, NAME]);
  });

  test('two files whose paths and names only look alike when they are run together', () => {
    const { registries } = compiled(`
      backends:
        one: { type: file, path: a }
        other: { type: file, path: a b }
      registries:
        - host: ${ECR}
          publish: [{ backend: one, name: b c }, { backend: other, name: c }]
    `);
    expect(registries[0]?.publish).toHaveLength(2);
  });

  test('hosts side by side in one Docker config.json', () => {
    const { registries } = compiled(`
      backends:
        docker: { type: file, path: config.json, format: docker-config-json }
      registries:
        - { host: ${ECR}, publish: [docker] }
        - { host: public.ecr.aws, publish: [docker] }
    `);
    expect(registries.flatMap(({ publish }) => publish.map(({ name }) => name))).toEqual([
      ECR,
      'public.ecr.aws',
    ]);
  });

  test.each([
    ['a byte order mark', (text: string) => `\ufeff${text}`],
    ['the line ends of Windows', (text: string) => text.replaceAll('\n', '\r\n')],
    ['comments and an explicit document', (text: string) => `# ours\n---\n${text}...\n# the end\n`],
    ['anchors', (text: string) => text.replace(ECR, `&host ${ECR}`)],
    ['a declaration of YAML 1.1', (text: string) => `%YAML 1.1\n---\n${text}`],
  ])('%s', (_, written) => {
    const plain = `sample: true\nregistries:\n  - host: ${ECR}\n    publish: [file]\n`;
    expect(compile(written(plain), 'registries.yml')).toEqual(compile(plain, 'registries.yml'));
  });

  test('an alias stands for what it points to', () => {
    const { registries } = compiled(`
      registries:
        - { host: &host ${ECR}, publish: [{ backend: file, name: one }] }
        - { host: *host, publish: [{ backend: file, name: two }] }
    `);
    expect(registries.map(({ host }) => host.host)).toEqual([ECR, ECR]);
  });
});

test('the example compiles, and says that it is one', () => {
  const text = readFileSync(new URL('../../registries.example.yml', import.meta.url), 'utf8');
  const { registries, sample } = compile(text, 'registries.example.yml');
  expect(registries).not.toEqual([]);
  expect(sample).toBe(true);
});
