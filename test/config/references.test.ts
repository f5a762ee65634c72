import { describe, expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import type { RefreshFunction } from '../../lib/config/schema/refresh-functions.ts';
import { permissionsOf } from '../../lib/deployment/permissions.ts';
import { problemsOf } from './problems.ts';

const PROVIDER = 'projects/1234567890/locations/global/workloadIdentityPools/aws/providers/lambda';
const GAR = `gar: { type: google-workload-identity, provider: ${PROVIDER} }`;
const TWO = `${GAR}, other: { type: google-workload-identity, provider: ${PROVIDER} }`;
const ID = 'projects/my-project/secrets/kept';

const google = (id: string, identity?: string) =>
  `{ from: google-secret-manager, id: "${id}"${identity === undefined ? '' : `, identity: ${identity}`} }`;

/** A registries.yml with this reference, in which nothing else can be wrong. */
const stored = (reference: string, identities = GAR) => `
identities: { ${identities} }
registries:
  - { host: ghcr.io, credentials: { username: bot, password: ${reference} }, publish: [file] }
`;

/** Every place where a secret may be kept at Google's: all but the key of an identity. */
const PLACES: [place: string, yaml: (reference: string, identities?: string) => string][] = [
  ['the password of a stored credential', stored],
  [
    'the API key of Baseten',
    (reference, identities = GAR) => `
backends: { baseten: { type: baseten, apiKey: ${reference} } }
identities: { ${identities} }
registries: [{ host: public.ecr.aws, publish: [baseten] }]
`,
  ],
  [
    'the key of fal',
    (reference, identities = GAR) => `
backends: { fal: { type: fal, key: ${reference} } }
identities: { ${identities} }
registries: [{ host: public.ecr.aws, publish: [{ backend: fal, name: A }] }]
`,
  ],
  [
    'the external id of a role',
    (reference, identities = GAR) => `
identities: { ${identities ? `${identities}, ` : ''}role: { type: aws-role, roleArn: "arn:aws:iam::111122223333:role/p", externalId: ${reference} } }
registries: [{ host: public.ecr.aws, identity: role, publish: [file] }]
`,
  ],
];

describe.each(PLACES)('%s', (_, yaml) => {
  test.each([
    ['read by the only Google identity there is', google(ID), GAR],
    ['read by the one it names', google(ID, 'other'), TWO],
  ])('may be kept in Google Secret Manager, %s', (_, reference, identities) => {
    expect(problemsOf(yaml(reference, identities))).toEqual([]);
  });

  test.each([
    ['nobody can read', google(ID), '', 'no-reader'],
    ['several could read', google(ID), TWO, 'no-reader'],
    ['nobody of that name can read', google(ID, 'gart'), GAR, 'unknown-name'],
  ])('is refused if %s', (_, reference, identities, code) => {
    expect(problemsOf(yaml(reference, identities))).toEqual([expect.stringMatching(` ${code}$`)]);
  });
});

describe('a reference to Google Secret Manager', () => {
  test('is refused where it names an AWS role', () => {
    const role = 'role: { type: aws-role, roleArn: "arn:aws:iam::111122223333:role/p" }';
    expect(problemsOf(stored(google(ID, 'role'), role))).toEqual(['4:143 identity-does-not-fit']);
  });

  test.each([
    ID,
    'projects/1234567890/secrets/Kept_2-x',
    'projects/example.com:my-project/secrets/kept',
    `${ID}/versions/latest`,
    `${ID}/versions/12`,
    `${ID}/versions/current_one`,
    'projects/my-project/locations/europe-west4/secrets/kept',
    'projects/my-project/locations/europe-west4/secrets/kept/versions/2',
  ])('may be to %s', (id) => {
    expect(problemsOf(stored(google(id)))).toEqual([]);
  });

  test.each([
    'kept',
    '',
    'projects/my-project/kept',
    `/${ID}`,
    `${ID}/`,
    `${ID}\\n`,
    `${ID}/versions/`,
    `//secretmanager.googleapis.com/${ID}`,
    `https://secretmanager.googleapis.com/v1/${ID}/versions/1:access`,
    'projects/My-Project/secrets/kept',
    'projects/my-project/secrets/ke.pt',
    'projects/my-project/secrets/ke?pt',
    `projects/my-project/secrets/${'k'.repeat(256)}`,
    `${ID}/versions/0`,
    `${ID}/versions/-1`,
    'projects/my-project/locations/us-central/secrets/kept',
    'projects/my-project/locations/global/secrets/kept',
  ])('is refused as %s', (id) => {
    expect(problemsOf(stored(google(id)))).toEqual(['4:97 wrong-value']);
  });

  test('names an identity, and no other place does', () => {
    expect(problemsOf(stored('{ from: env, id: KEPT, identity: gar }'))).toEqual(['4:85 unknown-key']);
    expect(problemsOf(stored(`{ from: google-secret-manager, id: "${ID}", identiy: gar }`))).toEqual([
      '4:133 unknown-key',
    ]);
  });

  test('needs a place that is known', () => {
    expect(problemsOf(stored('{ from: google-secrets-manager, id: kept }'))).toEqual(['4:70 wrong-value']);
    expect(problemsOf(stored('{ id: kept }'))).toEqual(['4:62 missing']);
  });

  test('is complained of once where its identity is broken', () => {
    const broken = 'gar: { type: google-workload-identity, provider: lambda }';
    expect(problemsOf(stored(google(ID), broken))).toEqual(['2:64 wrong-value']);
  });

  test('cannot lead to a key with which one would have to be let in already', () => {
    const key = `gar: { type: google-service-account-key, key: ${google(ID, 'other')} }, other: { type: google-workload-identity, provider: ${PROVIDER} }`;
    const text = `
identities: { ${key} }
registries: [{ host: gcr.io, identity: gar, publish: [file] }]
`;
    expect(problemsOf(text)).toEqual(['2:69 wrong-value']);
  });
});

describe('the permissions in AWS', () => {
  const NOTHING = [{ Effect: 'Allow', Action: ['sts:GetCallerIdentity'], Resource: ['*'] }];
  const KEYED = 'gar: { type: google-service-account-key, key: { from: aws-secrets-manager, id: gar-key } }';
  const permissions = (yaml: string, name: RefreshFunction) =>
    permissionsOf(compile(yaml, 'registries.yml'), name);

  test('have nothing in them for what Google keeps', () => {
    expect(permissions(stored(google(ID)), 'refreshStored')).toEqual(NOTHING);
  });

  test.each(PLACES)('let the key be read of whoever reads %s', (_, yaml) => {
    const name = yaml === stored ? 'refreshStored' : 'refreshEcr';
    expect(permissions(yaml(google(ID), KEYED), name)).toContainEqual({
      Effect: 'Allow',
      Action: ['secretsmanager:GetSecretValue'],
      Resource: [
        { 'Fn::Sub': expect.stringMatching(/:secret:gar-key-\?{6}$/) },
        { 'Fn::Sub': expect.stringMatching(/:secret:gar-key$/) },
      ],
    });
    expect(permissions(yaml(google(ID), KEYED), 'refreshArtifactRegistry')).toEqual(NOTHING);
  });

  test('let the key be read of an identity on top of one that has it', () => {
    const both = `${KEYED}, more: { type: google-impersonation, identity: gar, serviceAccount: p@my-project.iam.gserviceaccount.com }`;
    expect(permissions(stored(google(ID, 'more'), both), 'refreshStored')).toContainEqual(
      expect.objectContaining({ Action: ['secretsmanager:GetSecretValue'] }),
    );
  });
});
