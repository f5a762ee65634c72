import { describe, expect, test } from 'vitest';
import type { Config } from '../../lib/config/config.ts';
import { compile } from '../../lib/config/file/compile.ts';
import { problemWithSubject } from '../../lib/deployment/google-subject.ts';
import { permissionsOf } from '../../lib/deployment/permissions.ts';
import { problemsOf } from './problems.ts';

const PROVIDER = 'projects/1234567890/locations/global/workloadIdentityPools/aws/providers/lambda';
const PULLER = 'puller@my-project.iam.gserviceaccount.com';

/** What a role must have that needs nothing: IAM takes no policy without a statement. */
const NOTHING = [{ Effect: 'Allow', Action: ['sts:GetCallerIdentity'], Resource: ['*'] }];

/** A registries.yml with this identity, in which nothing else can be wrong. */
const identity = (fields: string) => `
identities:
  gar: { ${fields} }
registries:
  - { host: us-central1-docker.pkg.dev, identity: gar, publish: [file] }
`;

const federated = (fields: string) => identity(`type: google-workload-identity, ${fields}`);

/** The Google identity that mints for the first registry. */
function identityIn({ registries: [registry] }: Config) {
  return registry?.source.kind === 'artifact-registry' ? registry.source.identity : undefined;
}

describe('a Google identity', () => {
  test.each([
    [
      'a workload identity that acts as a service account',
      federated(`provider: ${PROVIDER}, serviceAccount: ${PULLER}`),
      {
        base: { type: 'workload-identity', provider: PROVIDER, universeDomain: 'googleapis.com' },
        impersonations: [{ serviceAccount: PULLER, delegates: [], lifetimeSeconds: 3_600 }],
        scope: 'cloud-platform.read-only',
      },
    ],
    [
      'a workload identity in a universe of its own, with another scope',
      federated(`provider: ${PROVIDER}, universeDomain: apis.example.eu, scope: devstorage.read_only`),
      {
        base: { type: 'workload-identity', provider: PROVIDER, universeDomain: 'apis.example.eu' },
        impersonations: [],
        scope: 'devstorage.read_only',
      },
    ],
    [
      'a workload identity that proves itself with a token of AWS',
      federated(`provider: ${PROVIDER}, subjectToken: aws-web-identity`),
      {
        base: {
          type: 'workload-identity',
          provider: PROVIDER,
          universeDomain: 'googleapis.com',
          subjectToken: 'aws-web-identity',
        },
        impersonations: [],
        scope: 'cloud-platform.read-only',
      },
    ],
    [
      'a workload identity whose default is written out',
      federated(`provider: ${PROVIDER}, subjectToken: aws-signed-request`),
      {
        base: { type: 'workload-identity', provider: PROVIDER, universeDomain: 'googleapis.com' },
        impersonations: [],
        scope: 'cloud-platform.read-only',
      },
    ],
    [
      'the key of a service account',
      identity('type: google-service-account-key, key: { from: aws-secrets-manager, id: gar-key }'),
      {
        base: { type: 'service-account-key', key: { from: 'aws-secrets-manager', id: 'gar-key' } },
        impersonations: [],
        scope: 'cloud-platform.read-only',
      },
    ],
  ])('is %s', (_, yaml, expected) => {
    expect(identityIn(compile(yaml, 'registries.yml'))).toEqual(expected);
  });

  test('is an impersonation on top of another, one after the other', () => {
    const config = compile(
      `
identities:
  lambda: { type: google-workload-identity, provider: ${PROVIDER}, serviceAccount: first@my-project.iam.gserviceaccount.com }
  gar: { type: google-impersonation, identity: lambda, serviceAccount: ${PULLER}, lifetimeSeconds: 43200 }
registries:
  - { host: gcr.io, identity: gar, publish: [file] }
`,
      'registries.yml',
    );
    expect(identityIn(config)?.impersonations.map(({ serviceAccount }) => serviceAccount)).toEqual([
      'first@my-project.iam.gserviceaccount.com',
      PULLER,
    ]);
  });

  test('reads its key, and may do nothing else in AWS', () => {
    const yaml = identity(
      'type: google-service-account-key, key: { from: aws-secrets-manager, id: gar-key }',
    );
    expect(permissionsOf(compile(yaml, 'registries.yml'), 'refreshArtifactRegistry')).toEqual([
      {
        Effect: 'Allow',
        Action: ['secretsmanager:GetSecretValue'],
        Resource: [
          { 'Fn::Sub': expect.stringMatching(/:secret:gar-key-\?{6}$/) },
          { 'Fn::Sub': expect.stringMatching(/:secret:gar-key$/) },
        ],
      },
      expect.objectContaining({ Action: ['kms:Decrypt'] }),
    ]);
    const keyless = compile(federated(`provider: ${PROVIDER}`), 'registries.yml');
    expect(permissionsOf(keyless, 'refreshArtifactRegistry')).toEqual(NOTHING);
  });

  test('lets the roles of the functions that use it get a token of AWS, for its provider alone', () => {
    const token = `provider: ${PROVIDER}, subjectToken: aws-web-identity`;
    const statement = {
      Effect: 'Allow',
      Action: ['sts:GetWebIdentityToken'],
      Resource: ['*'],
      Condition: {
        'ForAllValues:StringEquals': {
          'sts:IdentityTokenAudience': `https://iam.googleapis.com/${PROVIDER}`,
        },
      },
    };
    const puller = compile(federated(`${token}, serviceAccount: ${PULLER}`), 'registries.yml');
    expect(permissionsOf(puller, 'refreshArtifactRegistry')).toEqual([statement]);
    expect(permissionsOf(puller, 'refreshEcr')).toEqual(NOTHING);
  });

  test.each([
    [
      'a provider by the name that the audience has',
      federated(`provider: //iam.googleapis.com/${PROVIDER}`),
      '3:52 wrong-value',
    ],
    [
      'a provider that is a pool',
      federated('provider: projects/1234567890/locations/global/workloadIdentityPools/aws'),
      '3:52 wrong-value',
    ],
    [
      'a provider by the id of its project',
      federated(`provider: ${PROVIDER.replace('1234567890', 'my-project')}`),
      '3:52 wrong-value',
    ],
    [
      'a provider in a region',
      federated(`provider: ${PROVIDER.replace('global', 'us-east1')}`),
      '3:52 wrong-value',
    ],
    ['a provider that is something else', federated('provider: lambda'), '3:52 wrong-value'],
    [
      'a service account as a member of a policy',
      federated(`provider: ${PROVIDER}, serviceAccount: "serviceAccount:${PULLER}"`),
      '3:149 wrong-value',
    ],
    ['a person', federated(`provider: ${PROVIDER}, serviceAccount: me@example.com`), '3:149 wrong-value'],
    [
      'a lifetime for nobody to act as',
      federated(`provider: ${PROVIDER}, lifetimeSeconds: 43200`),
      '3:150 wrong-value',
    ],
    [
      'a lifetime of a day',
      federated(`provider: ${PROVIDER}, serviceAccount: ${PULLER}, lifetimeSeconds: 86400`),
      '3:209 wrong-value',
    ],
    [
      'a key that stands where only a reference may',
      identity('type: google-service-account-key, key: "{\\"type\\":\\"service_account\\"}"'),
      '3:49 secret-inline',
    ],
    [
      'an impersonation by nobody',
      identity(`type: google-impersonation, identity: other, serviceAccount: ${PULLER}`),
      '3:48 unknown-name',
    ],
    [
      'an impersonation by itself',
      identity(`type: google-impersonation, identity: gar, serviceAccount: ${PULLER}`),
      '3:48 identity-does-not-fit',
    ],
    [
      'no identity at all',
      'registries:\n  - { host: us-central1-docker.pkg.dev, publish: [file] }\n',
      '2:13 identity-needed',
    ],
    [
      'an AWS role for a registry of Google',
      identity('type: aws-role, roleArn: "arn:aws:iam::111122223333:role/p"'),
      '5:51 identity-does-not-fit',
    ],
    [
      'a Google identity for a registry of AWS',
      federated(`provider: ${PROVIDER}`).replace('us-central1-docker.pkg.dev', 'public.ecr.aws'),
      '5:39 identity-does-not-fit',
    ],
  ])('is refused with %s', (_, yaml, problem) => {
    expect(problemsOf(yaml)).toEqual([problem]);
  });
});

describe('a Google Secret Manager', () => {
  const backend = (
    fields: string,
    identities = `{ gar: { type: google-workload-identity, provider: ${PROVIDER} } }`,
  ) => `
backends:
  google: { type: google-secret-manager, ${fields} }
identities: ${identities}
registries:
  - { host: public.ecr.aws, publish: [google] }
`;

  test('is written by the only Google identity there is, under a name that Google takes', () => {
    const { registries } = compile(backend('project: my-project'), 'registries.yml');
    expect(registries[0]?.publish).toMatchObject([
      {
        name: 'DOCKER_REGISTRY_public_2Eecr_2Eaws',
        to: {
          type: 'google-secret-manager',
          project: 'my-project',
          writer: { base: { provider: PROVIDER }, impersonations: [] },
        },
      },
    ]);
  });

  test('lets every function that writes as an identity get the token of AWS that it takes', () => {
    const gar = `{ gar: { type: google-workload-identity, provider: ${PROVIDER}, subjectToken: aws-web-identity } }`;
    const config = compile(backend('project: my-project', gar), 'registries.yml');
    expect(permissionsOf(config, 'refreshEcr')).toContainEqual(
      expect.objectContaining({ Action: ['sts:GetWebIdentityToken'] }),
    );
  });

  test('has its writer read a key, and asks AWS for nothing else', () => {
    const key =
      '{ gar: { type: google-service-account-key, key: { from: aws-secrets-manager, id: gar-key } } }';
    const config = compile(backend('project: my-project', key), 'registries.yml');
    expect(permissionsOf(config, 'refreshEcr')).toContainEqual(
      expect.objectContaining({ Action: ['secretsmanager:GetSecretValue'] }),
    );
    expect(permissionsOf(config, 'refreshArtifactRegistry')).toEqual(NOTHING);
  });

  test.each([
    ['a project with its kind before it', 'project: projects/my-project', '3:51 wrong-value'],
    ['a project in capitals', 'project: My-Project', '3:51 wrong-value'],
    ['a region that is none', 'project: my-project, location: us-central', '3:73 wrong-value'],
    [
      'a region and replicas',
      'project: my-project, location: us-east1, replicas: [us-east1]',
      '3:93 wrong-value',
    ],
    ['a label in capitals', 'project: my-project, labels: { Team: ML }', '3:79 wrong-value'],
    ['the label that is ours', 'project: my-project, labels: { managed-by: terraform }', '3:85 wrong-value'],
    ['an identity that nobody has', 'project: my-project, identity: other', '3:73 unknown-name'],
    ['a name to adopt that nothing publishes', 'project: my-project, adopt: [other]', '3:71 unknown-name'],
  ])('is refused with %s', (_, fields, problem) => {
    expect(problemsOf(backend(fields))).toEqual([problem]);
  });

  test.each([
    ['none to write', '{}', '3:3 no-reader'],
    [
      'several that could write',
      `{ a: { type: google-workload-identity, provider: ${PROVIDER} }, b: { type: google-workload-identity, provider: ${PROVIDER} } }`,
      '3:3 no-reader',
    ],
  ])('is refused with %s', (_, identities, problem) => {
    expect(problemsOf(backend('project: my-project', identities))).toEqual([problem]);
  });
});

describe("Google's limit of 127 bytes", () => {
  test('is kept by the names of the project itself, in the region with the longest name', () => {
    const role = 'pullkeeper-prod-google-ap-southeast-1';
    expect(problemWithSubject('pullkeeper-prod-refreshArtifactRegistry', role, 'aws-us-gov')).toBeUndefined();
  });

  test.each([
    [87, undefined],
    [88, /128 bytes, and Google allows 127: shorten .* by 1$/],
  ])('lets role and function have %i together', (length, message) => {
    const problem = problemWithSubject('f'.repeat(length - 40), 'r'.repeat(40));
    if (message === undefined) expect(problem).toBeUndefined();
    else expect(problem).toMatch(message);
  });

  test('takes a role that CloudFormation names for as long as it may get', () => {
    expect(problemWithSubject('f'.repeat(23), undefined)).toBeUndefined();
    expect(problemWithSubject('f'.repeat(24), undefined)).toContain('that CloudFormation names');
  });
});
