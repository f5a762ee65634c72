import { expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { ConfigError } from '../../lib/config/file/config-error.ts';

function problemsOf(fields: string, publish: string): string[] {
  try {
    compile(
      `backends: { aws: { type: aws-secrets-manager, region: us-east-1, ${fields} } }
registries: [{ host: 111122223333.dkr.ecr.us-east-1.amazonaws.com, publish: [${publish}] }]
`,
      'registries.yml',
    );
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ line, column, code }) => `${line}:${column} ${code}`);
  }
}

const CACHE = 'format: username-access-token-json';

test.each([
  ['its prefix', `${CACHE}, prefix: ecr-pullthroughcache/`, 'aws', []],
  ['its name', CACHE, '{ backend: aws, name: ecr-pullthroughcache/docker-hub }', []],
  ['no such prefix', CACHE, '{ backend: aws, name: docker-hub }', ['2:100 name-malformed']],
  ['another format', 'format: username-password-json', '{ backend: aws, name: docker-hub }', []],
  ['a format of its own', '', `{ backend: aws, name: x, ${CACHE} }`, ['2:100 name-malformed']],
  [
    'a key of its own',
    `${CACHE}, prefix: ecr-pullthroughcache/, kmsKeyId: alias/mine`,
    'aws',
    ['1:74 format-does-not-fit'],
  ],
  [
    'the default key',
    `${CACHE}, prefix: ecr-pullthroughcache/, kmsKeyId: alias/aws/secretsmanager`,
    'aws',
    [],
  ],
])('a secret for a pull through cache with %s', (_, fields, publish, problems) => {
  expect(problemsOf(fields, publish)).toEqual(problems);
});
