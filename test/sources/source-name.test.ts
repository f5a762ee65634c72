import { expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';

const REGISTRIES = `
identities:
  puller: { type: aws-role, roleArn: 'arn:aws:iam::444455556666:role/pull-only' }
  federated: { type: google-workload-identity, provider: projects/1/locations/global/workloadIdentityPools/aws/providers/lambda }
  keyed: { type: google-service-account-key, key: { from: file, id: key.json } }
  acting: { type: google-impersonation, identity: keyed, serviceAccount: puller@acme.iam.gserviceaccount.com }
registries:
  - { host: 111122223333.dkr.ecr.us-east-1.amazonaws.com, publish: [file] }
  - { host: 444455556666.dkr.ecr.eu-west-1.amazonaws.com, identity: puller, publish: [file] }
  - { host: public.ecr.aws, publish: [file] }
  - { host: us-docker.pkg.dev, identity: federated, publish: [file] }
  - { host: us-docker.pkg.dev, identity: keyed, publish: [{ backend: file, name: keyed }] }
  - { host: us-docker.pkg.dev, identity: acting, publish: [{ backend: file, name: acting }] }
  - { host: ghcr.io, credentials: { username: acme, password: { from: env, id: GHCR } }, publish: [file] }
`;

test('a source is called by its kind, its place, and as whom it mints', () => {
  const { registries } = compile(REGISTRIES, 'registries.yml');

  expect(registries.map(({ source }) => source.name)).toEqual([
    'ecr us-east-1',
    'ecr eu-west-1 as arn:aws:iam::444455556666:role/pull-only',
    'ecr-public',
    'artifact-registry as projects/1/locations/global/workloadIdentityPools/aws/providers/lambda',
    'artifact-registry as the key in key.json',
    'artifact-registry as puller@acme.iam.gserviceaccount.com',
    'stored ghcr.io',
  ]);
});
