import { describe, expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { ConfigError } from '../../lib/config/file/config-error.ts';
import { permissionsOf } from '../../lib/deployment/permissions.ts';

const AROUND = `
backends: { fal: { type: fal, key: { from: env, id: K } } }
identities: { puller: { type: aws-role, roleArn: 'arn:aws:iam::111122223333:role/puller' } }
`;
const KEPT = 'password: { from: aws-secrets-manager, id: kept }';

function problemsOf(entry: string): string[] {
  try {
    compile(`${AROUND}registries: [${entry}]`, 'registries.yml');
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ message }) => message);
    throw error;
  }
}

describe('credentials are refused while compiling', () => {
  test.each([
    [
      'a user of NGC that is not the one',
      `{ host: nvcr.io, credentials: { username: acme, ${KEPT} } }`,
      'NGC takes "$oauthtoken", literally',
    ],
    [
      'an e-mail address for Docker Hub',
      `{ host: docker.io, credentials: { username: me@example.com, ${KEPT} } }`,
      'Docker Hub takes the user name',
    ],
    [
      'a token of Google',
      `{ host: gcr.io, credentials: { username: oauth2accesstoken, ${KEPT} } }`,
      'lives for an hour and is minted, not stored',
    ],
    [
      'another user of Google',
      `{ host: gcr.io, credentials: { username: me, ${KEPT} } }`,
      'Google takes "_json_key"',
    ],
    [
      'a token of ECR',
      `{ host: public.ecr.aws, credentials: { username: AWS, ${KEPT} } }`,
      'are minted, and one that is stored dies within hours',
    ],
    [
      'a colon in the user',
      `{ host: ghcr.io, credentials: { username: 'a:b', ${KEPT} } }`,
      'a user name holds no colon',
    ],
    [
      'an identity beside them',
      `{ host: ghcr.io, identity: puller, credentials: { username: a, ${KEPT} } }`,
      'leave one of the two out',
    ],
    [
      'a day that is none',
      `{ host: ghcr.io, credentials: { username: a, ${KEPT}, expires: 2027-02-30 } }`,
      'expected a day such as "2027-03-01"',
    ],
    [
      'a password that stands in the file',
      '{ host: ghcr.io, credentials: { username: a, password: canary } }',
      'expected a mapping, found text',
    ],
    [
      'no user, where one is needed',
      `{ host: ghcr.io, credentials: { ${KEPT} } }`,
      'can be published as they stand, and not as docker-auth',
    ],
    [
      'no name for what is published as it stands',
      `{ host: ghcr.io, credentials: { ${KEPT} }, publish: [{ backend: file, format: raw }] }`,
      'give it the name that its readers know',
    ],
    [
      'a name that is no variable, in fal',
      `{ host: ghcr.io, credentials: { username: a, ${KEPT} }, publish: [{ backend: fal, name: ghcr-password }] }`,
      'fal makes an environment variable of a secret, and "ghcr-password" cannot be the name of one',
    ],
  ])('%s', (_, entry, message) => {
    expect(problemsOf(entry)).toEqual([expect.stringContaining(message)]);
  });
});

test('a registry that mints nothing says what it needs', () => {
  expect(problemsOf('{ host: ghcr.io }')).toEqual([
    expect.stringContaining('stored credentials of any other: credentials: { username, password }'),
  ]);
});

describe('what fal is given', () => {
  test('is the password alone unless the config says otherwise, with a caveat', () => {
    const { registries } = compile(
      `
backends: { fal: { type: fal, key: { from: env, id: K } } }
registries: [{ host: public.ecr.aws, publish: [fal, { backend: fal, name: B, format: docker-auth }] }]
`,
      'registries.yml',
    );
    expect(registries[0]?.publish).toMatchObject([
      {
        format: 'password',
        name: 'DOCKER_REGISTRY_public_x2Eecr_x2Eaws',
        caveat: expect.stringMatching(/^experimental/),
      },
      { format: 'docker-auth', name: 'B' },
    ]);
  });
});

describe('the function for stored credentials', () => {
  const config = compile(
    `
registries:
  - { host: ghcr.io, credentials: { username: a, ${KEPT} } }
  - { host: 111122223333.dkr.ecr.us-east-1.amazonaws.com, credentials: { ${KEPT} }, publish: [{ backend: file, name: a, format: raw }] }
`,
    'registries.yml',
  );

  test('may read them, and mint nothing', () => {
    const kept = { 'Fn::Sub': expect.stringMatching(/:secret:kept-\?{6}$/) };
    expect(permissionsOf(config, 'refreshStored')).toMatchObject([
      { Action: ['secretsmanager:GetSecretValue'], Resource: expect.arrayContaining([kept]) },
      { Action: ['kms:Decrypt'] },
    ]);
  });

  test('is the only one that may', () => {
    expect(permissionsOf(config, 'refreshEcr')).toEqual([
      { Effect: 'Allow', Action: ['sts:GetCallerIdentity'], Resource: ['*'] },
    ]);
  });
});
