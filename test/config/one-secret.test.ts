import { expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { ConfigError } from '../../lib/config/file/config-error.ts';
import { publicationId } from '../../lib/config/file/publication-id.ts';

const ECR = '111122223333.dkr.ecr.us-east-1.amazonaws.com';
const KEY = 'apiKey: { from: env, id: BASETEN_KEY }';

/** Two hosts, each published to one place. */
function twice(backends: string, publish: [string, string], identities = '{}'): string {
  return `
backends:
${backends}
identities: ${identities}
registries:
  - { host: ${ECR}, publish: [${publish[0]}] }
  - { host: public.ecr.aws, publish: [${publish[1]}] }
`;
}

function codesOf(yaml: string): string[] {
  try {
    compile(yaml, 'registries.yml');
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems.map(({ code }) => code);
    throw error;
  }
}

const NAMED: [string, string] = ['{ backend: one, name: a }', '{ backend: other, name: a }'];
const GOOGLE = `{ gar: { type: google-workload-identity, provider: projects/1/locations/global/workloadIdentityPools/aws/providers/l } }`;

test.each([
  [
    'Baseten with and without its usual address',
    `  one: { type: baseten, ${KEY} }\n  other: { type: baseten, ${KEY}, url: https://api.baseten.co }`,
  ],
  [
    'a team of Baseten, and the default team of the key',
    `  one: { type: baseten, ${KEY} }\n  other: { type: baseten, ${KEY}, team: research }`,
  ],
  [
    'one key in Google, with and without its version',
    `  one: { type: baseten, team: a, apiKey: { from: google-secret-manager, id: projects/my-project/secrets/key } }
  other: { type: baseten, team: a, apiKey: { from: google-secret-manager, id: projects/my-project/secrets/key/versions/latest } }`,
  ],
  [
    'fal with and without its usual environment',
    `  one: { type: fal, key: { from: env, id: FAL_KEY } }\n  other: { type: fal, key: { from: env, id: FAL_KEY }, environment: main }`,
  ],
  [
    'two aliases of one region',
    `  one: { type: aws-secrets-manager, region: us-east-1 }\n  other: { type: aws-secrets-manager, region: us-east-1, prefix: "" }`,
  ],
  [
    'two spellings of one path',
    `  one: { type: file, path: a.json }\n  other: { type: file, path: ./b/../a.json }`,
  ],
])('one secret with two uses is refused: %s', (_, backends) => {
  expect(codesOf(twice(backends, NAMED, GOOGLE))).toEqual(['same-secret']);
});

test.each([
  ['two regions', 'region: us-east-1', 'region: eu-west-1', 'aws-secrets-manager'],
  ['two teams', `${KEY}, team: a`, `${KEY}, team: b`, 'baseten'],
  ['two keys', `${KEY}`, 'apiKey: { from: env, id: OTHER_KEY }', 'baseten'],
])('two secrets of one name are none: %s', (_, one, other, type) => {
  const backends = `  one: { type: ${type}, ${one} }\n  other: { type: ${type}, ${other} }`;
  expect(codesOf(twice(backends, NAMED))).toEqual([]);
});

test.each([
  ['the key of a backend', 'key', ''],
  ['the key of a backend, though it may be adopted', 'key', ', adopt: [key]'],
  ['a stored password', 'password', ''],
  ['a stored password by its ARN', 'by-arn', ''],
])('a publication that would overwrite what is read is refused: %s', (_, name, more) => {
  const yaml = `
backends:
  aws: { type: aws-secrets-manager, region: us-east-1${more} }
  baseten: { type: baseten, apiKey: { from: aws-secrets-manager, id: key } }
registries:
  - { host: ${ECR}, publish: [{ backend: aws, name: ${name} }, baseten] }
  - { host: ghcr.io, credentials: { username: a, password: { from: aws-secrets-manager, id: password } }, publish: [file] }
  - { host: quay.io, credentials: { username: a, password: { from: aws-secrets-manager, id: "arn:aws:secretsmanager:us-east-1:111122223333:secret:by-arn-AbCdEf" } }, publish: [file] }
`;
  expect(codesOf(yaml)).toEqual(['overwrites-what-is-read']);
  expect(codesOf(yaml.replace('region: us-east-1', 'region: eu-west-1'))).toEqual(
    name === 'by-arn' ? [] : ['overwrites-what-is-read'],
  );
});

test('a publication that would overwrite what is read in Google, or in a file, is refused', () => {
  const yaml = `
backends:
  google: { type: google-secret-manager, project: my-project }
  mine: { type: file, path: keys/ghcr }
identities: ${GOOGLE}
registries:
  - { host: ${ECR}, publish: [{ backend: google, name: kept }, mine] }
  - { host: ghcr.io, credentials: { username: a, password: { from: file, id: ./keys/ghcr } }, publish: [file] }
  - { host: quay.io, credentials: { username: a, password: { from: google-secret-manager, id: projects/my-project/secrets/kept } }, publish: [file] }
`;
  expect(codesOf(yaml)).toEqual(['overwrites-what-is-read', 'overwrites-what-is-read']);
});

test('a Google project by its id and by its number is a note in the plan', () => {
  const backends = `  one: { type: google-secret-manager, project: my-project }
  other: { type: google-secret-manager, project: "123456789" }`;
  const { registries } = compile(twice(backends, NAMED, GOOGLE), 'registries.yml');
  const caveats = registries.flatMap(({ publish }) => publish.map(({ caveat }) => caveat));
  expect(caveats).toEqual([undefined, expect.stringContaining('perhaps the same secret as "a" in "one"')]);
});

test('an id tells where a secret is written, and not what registries.yml calls the place', () => {
  const idOf = (options: string, alias = 'aws') => {
    const yaml = `backends: { ${alias}: { ${options} } }\nregistries: [{ host: ${ECR}, publish: [${alias}] }]`;
    return compile(yaml, 'registries.yml').registries[0]?.publish[0]?.id;
  };
  const here = 'type: aws-secrets-manager, region: us-east-1';
  expect(idOf(here, 'renamed')).toBe(idOf(here));
  const places = [
    here,
    'type: aws-secrets-manager, region: eu-west-1',
    `type: baseten, ${KEY}`,
    `type: baseten, ${KEY}, team: research`,
    'type: file, path: a.json',
    'type: file, path: b.json',
  ];
  expect(new Set(places.map((options) => idOf(options))).size).toBe(places.length);
});

test('an id has no more bytes than DynamoDB takes as a key', () => {
  const yaml = (path: string) =>
    `backends: { long: { type: file, path: ${path} } }\nregistries: [{ host: ${ECR}, publish: [long] }]`;
  const ids = ['x', 'y'].map(
    (end) => compile(yaml(`${'ä'.repeat(900)}${end}`), 'registries.yml').registries[0]?.publish[0]?.id ?? '',
  );
  for (const id of ids) expect(Buffer.byteLength(id)).toBeLessThanOrEqual(1_024);
  expect(ids[0]).not.toBe(ids[1]);
});

test('an id that would be longer is a digest, with its type in front and the beginning of its name behind', () => {
  const longest = publicationId('file', ['p'.repeat(989)]);
  expect(longest).toBe(JSON.stringify(['file', 'p'.repeat(989)]));
  const digest = expect.stringMatching(/^[0-9a-f]{64}$/);
  expect(JSON.parse(publicationId('file', ['p'.repeat(990)]))).toEqual(['file', digest, 'p'.repeat(100)]);
  expect(JSON.parse(publicationId('file', ['p'.repeat(990), 'name']))).toEqual(['file', digest, 'name']);
});
