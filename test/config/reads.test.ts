import { expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { awsRolesOf, googleIdentitiesOf, placesOf, referencesOf } from '../../lib/config/reads.ts';

const PROVIDER = 'projects/1234567890/locations/global/workloadIdentityPools/aws/providers/lambda';
const ROLE = 'arn:aws:iam::111122223333:role/p';

const config = compile(
  `
identities:
  puller: { type: aws-role, roleArn: ${ROLE} }
  unused: { type: aws-role, roleArn: ${ROLE} }
  gar: { type: google-workload-identity, provider: ${PROVIDER} }
  keyed: { type: google-service-account-key, key: { from: env, id: GAR_KEY } }
backends:
  models: { type: baseten, apiKey: { from: env, id: API_KEY } }
  google: { type: google-secret-manager, project: my-project, identity: gar }
  kept: { type: fal, key: { from: google-secret-manager, id: projects/my-project/secrets/kept, identity: keyed } }
registries:
  - { host: 111122223333.dkr.ecr.us-east-1.amazonaws.com, identity: puller, publish: [models, { backend: models, name: again }, file] }
  - { host: public.ecr.aws, publish: [google] }
  - { host: us-docker.pkg.dev, identity: gar, publish: [file] }
  - { host: gcr.io, identity: keyed, publish: [kept] }
  - { host: ghcr.io, credentials: { username: acme, password: { from: env, id: GHCR } }, publish: [file] }
`,
  'registries.yml',
);

test('a registry reads what its source needs and what each of its backends needs', () => {
  const read = config.registries.map((registry) => referencesOf(registry).map(({ id }) => id));
  expect(read).toEqual([
    ['API_KEY'],
    [],
    [],
    ['GAR_KEY', 'projects/my-project/secrets/kept', 'GAR_KEY'],
    ['GHCR'],
  ]);
});

test('a registry needs the Google identities that mint, that write and that read for it', () => {
  const types = config.registries.map((registry) =>
    googleIdentitiesOf(registry).map(({ base }) => base.type),
  );
  expect(types).toEqual([
    [],
    ['workload-identity'],
    ['workload-identity'],
    ['service-account-key', 'service-account-key'],
    [],
  ]);
});

test('the AWS roles that are assumed have the names of registries.yml', () => {
  expect([...awsRolesOf(config)]).toEqual([['puller', expect.objectContaining({ roleArn: ROLE })]]);
});

test('each backend has the publications that go to it', () => {
  const [first] = config.registries;
  const places = placesOf(first?.publish ?? []).map(({ backend, publications }) => [
    backend,
    publications.length,
  ]);
  expect(places).toEqual([
    ['models', 2],
    ['file', 1],
  ]);
});
