import { describe, expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { permissionsOf } from '../../lib/deployment/permissions.ts';
import { problemsOf } from './problems.ts';

const AROUND = `
backends: { fal: { type: fal, key: { from: env, id: K } } }
identities: { puller: { type: aws-role, roleArn: 'arn:aws:iam::111122223333:role/puller' } }
`;
const KEPT = 'password: { from: aws-secrets-manager, id: kept }';

const problemIn = (entry: string) => problemsOf(`${AROUND}registries: [${entry}]`);

describe('credentials are refused while compiling', () => {
  test.each([
    [
      'a user of NGC that is not the one',
      `{ host: nvcr.io, credentials: { username: acme, ${KEPT} }, publish: [file] }`,
      '4:56 username-does-not-fit',
    ],
    [
      'an e-mail address for Docker Hub',
      `{ host: docker.io, credentials: { username: me@example.com, ${KEPT} }, publish: [file] }`,
      '4:58 username-does-not-fit',
    ],
    [
      'a token of Google',
      `{ host: gcr.io, credentials: { username: oauth2accesstoken, ${KEPT} }, publish: [file] }`,
      '4:55 username-does-not-fit',
    ],
    [
      'another user of Google',
      `{ host: gcr.io, credentials: { username: me, ${KEPT} }, publish: [file] }`,
      '4:55 username-does-not-fit',
    ],
    [
      'a token of ECR',
      `{ host: public.ecr.aws, credentials: { username: AWS, ${KEPT} }, publish: [file] }`,
      '4:63 username-does-not-fit',
    ],
    [
      'a colon in the user',
      `{ host: ghcr.io, credentials: { username: 'a:b', ${KEPT} }, publish: [file] }`,
      '4:56 username-does-not-fit',
    ],
    [
      'an identity beside them',
      `{ host: ghcr.io, identity: puller, credentials: { username: a, ${KEPT} }, publish: [file] }`,
      '4:31 identity-unused',
    ],
    [
      'a day that is none',
      `{ host: ghcr.io, credentials: { username: a, ${KEPT}, expires: 2027-02-30 }, publish: [file] }`,
      '4:119 wrong-value',
    ],
    [
      'a password that stands in the file',
      '{ host: ghcr.io, credentials: { username: a, password: canary }, publish: [file] }',
      '4:69 secret-inline',
    ],
    [
      'a day that is over',
      `{ host: ghcr.io, credentials: { username: a, ${KEPT}, expires: 2026-01-01 }, publish: [file] }`,
      '4:119 credential-expired',
    ],
    [
      'no user, where one is needed',
      `{ host: ghcr.io, credentials: { ${KEPT} }, publish: [file] }`,
      '4:109 nothing-to-sign-in-with',
    ],
    [
      'no name for what is published as it stands',
      `{ host: ghcr.io, credentials: { ${KEPT} }, publish: [{ backend: file, format: raw }] }`,
      '4:109 nothing-to-sign-in-with',
    ],
    [
      'a name that is no variable, in fal',
      `{ host: ghcr.io, credentials: { username: a, ${KEPT} }, publish: [{ backend: fal, name: ghcr-password }] }`,
      '4:144 name-malformed',
    ],
  ])('%s', (_, entry, problem) => {
    expect(problemIn(entry)).toEqual([problem]);
  });
});

test.each([
  ['the user of NGC', 'nvcr.io', "username: '$oauthtoken'"],
  ['a Docker ID', 'docker.io', 'username: acme'],
  ['a key of Google', 'gcr.io', 'username: _json_key'],
  ['a key of Google in base64', 'us-docker.pkg.dev', 'username: _json_key_base64'],
  ['an e-mail address elsewhere', 'ghcr.io', 'username: me@example.com'],
  ['a day that is still to come', 'ghcr.io', 'username: a, expires: 2026-01-02'],
])('%s is taken', (_, host, fields) => {
  expect(problemIn(`{ host: ${host}, credentials: { ${fields}, ${KEPT} }, publish: [file] }`)).toEqual([]);
});

test('a registry that mints nothing needs them', () => {
  expect(problemIn('{ host: ghcr.io, publish: [file] }')).toEqual(['4:22 not-mintable']);
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
  - { host: ghcr.io, credentials: { username: a, ${KEPT} }, publish: [file] }
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
