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

  test.each([
    [
      'a provider by the name that the audience has',
      federated(`provider: //iam.googleapis.com/${PROVIDER}`),
      /leave the service out: "projects\/1234567890/,
    ],
    [
      'a provider that is a pool',
      federated('provider: projects/1234567890/locations/global/workloadIdentityPools/aws'),
      /this is a pool, and not a provider in it: append \/providers\/<provider>.*--workload-identity-pool=aws/,
    ],
    [
      'a provider by the id of its project',
      federated(`provider: ${PROVIDER.replace('1234567890', 'my-project')}`),
      /"my-project" is a project's id, and a provider is named by its number: gcloud projects describe my-project/,
    ],
    [
      'a provider in a region',
      federated(`provider: ${PROVIDER.replace('global', 'us-east1')}`),
      /pools are in "global"/,
    ],
    [
      'a provider that is something else',
      federated('provider: lambda'),
      /"lambda" is not a provider; expected projects/,
    ],
    [
      'a service account as a member of a policy',
      federated(`provider: ${PROVIDER}, serviceAccount: "serviceAccount:${PULLER}"`),
      /leave what stands before the address out: puller@/,
    ],
    [
      'a person',
      federated(`provider: ${PROVIDER}, serviceAccount: me@example.com`),
      /is not a service account; expected its address, such as/,
    ],
    [
      'a lifetime for nobody to act as',
      federated(`provider: ${PROVIDER}, lifetimeSeconds: 43200`),
      /"lifetimeSeconds" is for acting as a service account: add serviceAccount/,
    ],
    [
      'a lifetime of a day',
      federated(`provider: ${PROVIDER}, serviceAccount: ${PULLER}, lifetimeSeconds: 86400`),
      /expected 3600 \(an hour\) to 43200 \(twelve\) seconds/,
    ],
    [
      'a key that stands where only a reference may',
      identity('type: google-service-account-key, key: "{\\"type\\":\\"service_account\\"}"'),
      /expected a mapping, found text/,
    ],
    [
      'an impersonation by nobody',
      identity(`type: google-impersonation, identity: other, serviceAccount: ${PULLER}`),
      /no identity is named "other"/,
    ],
    [
      'an impersonation by itself',
      identity(`type: google-impersonation, identity: gar, serviceAccount: ${PULLER}`),
      /identity "gar" is itself an impersonation: name the accounts between under delegates/,
    ],
    [
      'no identity at all',
      'registries:\n  - { host: us-central1-docker.pkg.dev, publish: [file] }\n',
      /us-central1-docker.pkg.dev needs an identity/,
    ],
    [
      'an AWS role for a registry of Google',
      identity('type: aws-role, roleArn: "arn:aws:iam::111122223333:role/p"'),
      /identity "gar" is an AWS role, and us-central1-docker.pkg.dev is Google's/,
    ],
    [
      'a Google identity for a registry of AWS',
      federated(`provider: ${PROVIDER}`).replace('us-central1-docker.pkg.dev', 'public.ecr.aws'),
      /identity "gar" is Google's, and public.ecr.aws is not/,
    ],
  ])('is refused with %s', (_, yaml, message) => {
    expect(problemsOf(yaml)).toEqual([expect.stringMatching(message)]);
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
    [
      'a project with its kind before it',
      'project: projects/my-project',
      /leave projects\/ out: "my-project"/,
    ],
    ['a project in capitals', 'project: My-Project', /"My-Project" is not the id of a Google project/],
    [
      'a region that is none',
      'project: my-project, location: us-central',
      /"us-central" is not a region of Google Cloud; did you mean "us-central1"/,
    ],
    [
      'a region and replicas',
      'project: my-project, location: us-east1, replicas: [us-east1]',
      /a regional secret has no replicas/,
    ],
    ['a label in capitals', 'project: my-project, labels: { Team: ML }', /"Team" is not the key of a label/],
    [
      'the label that is ours',
      'project: my-project, labels: { managed-by: terraform }',
      /the label by which pullkeeper knows/,
    ],
    [
      'an identity that nobody has',
      'project: my-project, identity: other',
      /no identity is named "other"; there is gar/,
    ],
    [
      'a name to adopt that nothing publishes',
      'project: my-project, adopt: [other]',
      /nothing publishes "other" to "google"/,
    ],
  ])('is refused with %s', (_, fields, message) => {
    expect(problemsOf(backend(fields))).toEqual([expect.stringMatching(message)]);
  });

  test.each([
    ['none to write', '{}', /"google" is written by a Google identity; none is defined/],
    [
      'several that could write',
      `{ a: { type: google-workload-identity, provider: ${PROVIDER} }, b: { type: google-workload-identity, provider: ${PROVIDER} } }`,
      /there are a, b: say which, with identity/,
    ],
  ])('is refused with %s', (_, identities, message) => {
    expect(problemsOf(backend('project: my-project', identities))).toEqual([expect.stringMatching(message)]);
  });
});

describe("Google's limit of 127 bytes", () => {
  test('is kept by the names of the project itself, in the region with the longest name', () => {
    const role = 'pullkeeper-prod-google-ap-southeast-1';
    expect(problemWithSubject('pullkeeper-prod-refreshArtifactRegistry', role, 'aws-us-gov')).toBeUndefined();
  });

  test.each([
    [87, undefined],
    [88, /128 bytes, and Google takes 127: shorten the names by 1/],
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
