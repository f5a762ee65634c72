import { expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { refusalOf } from './problems.ts';

const ECR = '111122223333.dkr.ecr.us-east-1.amazonaws.com';
const PROVIDER = 'projects/1234567890/locations/global/workloadIdentityPools/aws/providers/lambda';
const PULLER = 'puller@my-project.iam.gserviceaccount.com';
const KEPT = 'password: { from: env, id: KEPT }';

const ecr = (...lines: string[]) =>
  [...lines, `registries: [{ host: ${ECR}, publish: [file] }]`, ''].join('\n');
const registries = (...entries: string[]) => `registries:\n${entries.map(entry).join('')}`;
const entry = (text: string) => `  - { ${text.includes('publish: ') ? text : `${text}, publish: [file]`} }\n`;
const published = (backends: string, publish: string) =>
  `backends: { ${backends} }\n${registries(`host: ${ECR}, publish: [${publish}]`)}`;
const identities = (fields: string) =>
  `identities: { gar: { ${fields} } }\n${registries('host: us-central1-docker.pkg.dev, identity: gar')}`;
const federated = (fields: string) => identities(`type: google-workload-identity, ${fields}`);
const stored = (host: string, username: string) =>
  registries(`host: ${host}, credentials: { username: "${username}", ${KEPT} }`);
const read = (id: string) =>
  `identities: { gar: { type: google-workload-identity, provider: ${PROVIDER} } }\n${registries(`host: ghcr.io, credentials: { username: bot, password: { from: google-secret-manager, id: "${id}" } }`)}`;
const role = (fields: string) => ecr(`identities: { puller: { type: aws-role, ${fields} } }`);
const ROLE = 'type: aws-role, roleArn: arn:aws:iam::111122223333:role/p';
const AZURE =
  '{ type: azure-acr, tenant: 11111111-1111-1111-1111-111111111111, clientId: 22222222-2222-2222-2222-222222222222, subjectToken: aws-web-identity }';
const short = (lifetimeSeconds: number) =>
  published(AWS, 'aws').replace(
    ECR,
    `quay.io, source: { type: quay, robot: acme+puller, subjectToken: aws-web-identity, lifetimeSeconds: ${lifetimeSeconds} }`,
  );
const AWS = 'aws: { type: aws-secrets-manager, region: us-east-1 }';

/** One or more files for each place in lib that makes messages about registries.yml. */
const FILES: Record<string, string> = {
  'config/file/compile.ts, a trap': ecr('__proto__: {}'),
  'config/file/compile.ts': 'registries: [\n',
  'config/file/compile.ts, two documents': 'registries: []\n---\n',
  'config/file/explain.ts': ecr(
    'backend: {}',
    'version: 2',
    'sample: yes',
    'backends: { 9lives: { type: file }, a: { type: fil }, b: { type: etcd }, c: {}, d: { type: file, path: "" }, e: { type: file, path: 1 }, f: [] }',
  ),
  'config/file/explain.ts, nowhere to publish': `registries: [{ host: ${ECR} }]\n`,
  'config/file/explain.ts, lists': registries('publish: [{ backend: "" }, 3]', `host: ${ECR}, publish: []`),
  'config/file/explain.ts, text where a list or a secret belongs': ecr(
    'backends: { b: { type: baseten, apiKey: not-a-reference } }',
  ).replace('[file]', 'b'),
  'config/file/explain.ts, values of another kind': ecr(
    'probe: 1',
    'canary: "yes"',
    'identities:',
    'backends: { a: { type: 7 }, b: { type: file, path: true }, c: null, d: { type: file, format: [] } }',
  ).replace('[file]', 'file x'),
  'config/file/explain.ts, nothing at all': '',
  'config/file/explain.ts, unknown keys where a type or a place decides': `${role(
    'roleArn: arn:aws:iam::111122223333:role/p, colour: red, externalId: { from: env, id: X, colour: red }',
  )}backends: { a: { type: file, colour: red }, b: { type: baseten, apiKey: { from: google-secret-manager, colour: red } }, c: { colour: red } }\n`,
  'config/file/publications.ts, a name for two hosts': registries(
    `host: ghcr.io, credentials: { username: bot, ${KEPT} }, publish: [{ backend: file, name: both }]`,
    `host: quay.io, credentials: { username: bot, ${KEPT} }, publish: [{ backend: file, name: both }]`,
  ),
  'config/file/publications.ts, a host listed twice': registries(
    `host: ghcr.io, credentials: { username: bot, ${KEPT} }`,
    `host: ghcr.io, credentials: { username: bot, ${KEPT} }`,
  ),
  'config/file/publications.ts': published(
    `${AWS}, twin: { type: aws-secrets-manager, region: us-east-1, prefix: a/, adopt: [aa/x] }, baseten: { type: baseten, apiKey: { from: aws-secrets-manager, id: key } }`,
    '{ backend: aws, name: a/x }, { backend: twin, name: x }, asw, vault, { backend: aws, name: key }, { backend: baseten, name: a.b }, { backend: baseten, name: a_b }',
  ),
  'config/file/publications.ts, a Docker config.json': published(
    'docker: { type: file, path: config.json, format: docker-config-json }, plain: { type: file, path: config.json }',
    'docker, plain, { backend: docker, name: mine }',
  ),
  'config/file/publications.ts, a team that may be the default one': published(
    'one: { type: baseten, apiKey: { from: env, id: K } }, other: { type: baseten, apiKey: { from: env, id: K }, team: research }',
    'one, other',
  ),
  'backends/kubernetes/options.ts': published(
    [
      'a: { type: kubernetes, namespaces: [] }',
      'b: { type: kubernetes, namespaces: [Models, models, models], secret: Pull }',
      'c: { type: kubernetes, namespaces: [models], token: { from: env, id: T }, eks: { cluster: prod, region: eu-west-1 } }',
      'd: { type: kubernetes, namespaces: [models], context: prod, server: "https://k8s", ca: none }',
      'e: { type: kubernetes, namespaces: [models], token: { from: env, id: T }, server: "http://k8s" }',
      'f: { type: kubernetes, namespaces: [models], labels: { app.kubernetes.io/managed-by: me, a/b/c: x, a: "b c" }, annotations: { pullkeeper.expires: x, "a b": x } }',
    ].join(', '),
    'file',
  ),
  'backends/kubernetes/traits.ts': published(
    [
      'own: { type: kubernetes, namespaces: [models, web] }',
      'all: { type: kubernetes, namespaces: [models], secret: pull, adopt: [models/pull, models/other] }',
    ].join(', '),
    '{ backend: own, name: pull }, all, { backend: all, name: mine }, { backend: all, format: docker-auth }, { backend: own, name: Mine }',
  ),
  'config/file/check-source.ts': registries(
    `host: acme.azurecr.io`,
    `host: ghcr.io, source: ${AZURE}`,
    `host: ${ECR}, source: ${AZURE}`,
    `host: b.azurecr.io, source: ${AZURE}, credentials: { username: bot, ${KEPT} }`,
    `host: c.azurecr.io, source: ${AZURE}, identity: puller`,
    'host: d.azurecr.io, source: { type: azure-acr, tenant: acme, clientId: 22222222-2222-2222-2222-222222222222 }',
    'host: e.azurecr.io, source: { type: azure }',
    `host: f.azurecr.io, source: ${AZURE.replace('}', ', clientSecret: { from: env, id: S } }')}`,
  ),
  'config/file/check-source.ts, the page to read': registries(
    ...['docker.io', 'nvcr.io', 'registry.example.com', 'quay.io'].map((host) => `host: ${host}`),
  ),
  'config/file/check.ts': `identities: { puller: { ${ROLE} } }\n${registries(
    'host: ghcr.io',
    `host: ghcr.io, identity: puller, credentials: { username: bot, ${KEPT} }, publish: [{ backend: file, name: a }]`,
    'host: 111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn, identity: puller',
    `host: ${ECR}, image: ${ECR}/llama:prod`,
    'host: us-central1-docker.pkg.dev, identity: puller',
    `host: public.ecr.aws, image: Llama, identity: pull`,
    'host: gcr.io',
  )}`,
  'config/file/check.ts, an identity of Google': federated(`provider: ${PROVIDER}`).replace(
    'us-central1-docker.pkg.dev',
    'public.ecr.aws',
  ),
  'config/file/check-credentials.ts': registries(
    `host: ghcr.io, credentials: { ${KEPT} }`,
    `host: quay.io, credentials: { ${KEPT} }, publish: [{ backend: file, format: raw }]`,
  ),
  'config/file/check-credentials.ts, expired': registries(
    `host: ghcr.io, credentials: { username: bot, ${KEPT}, expires: 2025-12-31 }`,
  ),
  'config/file/check-credentials.ts, a colon': stored('ghcr.io', 'a:b'),
  'config/file/check-credentials.ts, ECR': stored(ECR, 'AWS'),
  'config/file/check-credentials.ts, NGC': stored('nvcr.io', 'acme'),
  'config/file/check-credentials.ts, Docker Hub': stored('docker.io', 'me@example.com'),
  'config/file/check-credentials.ts, a token of Google': stored('gcr.io', 'oauth2accesstoken'),
  'config/file/check-credentials.ts, Google': stored('gcr.io', 'me'),
  'config/file/check-probe.ts': `probe: require\n${registries(
    `host: ghcr.io, credentials: { ${KEPT} }, publish: [{ backend: file, name: a, format: raw }]`,
    `host: "localhost:5000", probe: require, credentials: { username: a, ${KEPT} }`,
  )}`,
  'config/file/check-canary.ts': registries(
    `host: ${ECR}, probe: off, canary: true`,
    `host: ghcr.io, canary: true, credentials: { ${KEPT} }, publish: [{ backend: file, name: a, format: raw }]`,
  ),
  'config/file/check-schedule.ts': `schedule: { refreshEcr: 6 h }\n${registries(`host: ${ECR}`)}`,
  'config/file/check-schedule.ts, versions': `schedule: { refreshEcr: 1 min }\n${published(AWS, 'aws')}`,
  'config/file/check-schedule.ts, versions of short-lived tokens': short(2_400),
  'config/file/check-schedule.ts, versions of tokens that survive no miss': short(300),
  'config/file/identities.ts': `identities: { puller: { ${ROLE} }, a: { type: google-impersonation, identity: puller, serviceAccount: ${PULLER} }, b: { type: google-impersonation, identity: a, serviceAccount: ${PULLER} }, c: { type: google-impersonation, identity: d, serviceAccount: ${PULLER} } }\n${registries(`host: ${ECR}`)}`,
  'config/file/identities.ts, nobody to write': published(
    'google: { type: google-secret-manager, project: my-project }',
    'google',
  ),
  'config/file/identities.ts, an AWS role to write': `identities: { puller: { ${ROLE} } }\n${published('google: { type: google-secret-manager, project: my-project, identity: puller }', 'google')}`,
  'config/file/identities.ts, two to read': read('projects/my-project/secrets/kept').replace(
    'gar: {',
    `other: { type: google-workload-identity, provider: ${PROVIDER} }, gar: {`,
  ),
  'config/schema/cadence.ts': `schedule: { refreshEcr: often }\n${registries(`host: ${ECR}`)}`,
  'config/schema/aws-role-schema.ts': role('roleArn: p, externalId: a b'),
  'config/schema/reference-schema.ts': ecr(
    'backends: { b: { type: baseten, apiKey: { from: env, id: "a-b" } } }',
  ),
  'config/schema/google-secret-version.ts': read('kept'),
  'config/schema/google-secret-version.ts, the service': read(
    '//secretmanager.googleapis.com/projects/p/secrets/kept',
  ),
  'config/schema/google-secret-version.ts, a version': read('projects/my-project/secrets/kept/versions/0'),
  'config/schema/google-names.ts, a project': read('projects/My-Project/secrets/kept'),
  'config/schema/google-names.ts, a region': read('projects/my-project/locations/us-central/secrets/kept'),
  'config/schema/google-secret-name.ts': read('projects/my-project/secrets/ke.pt'),
  'config/schema/google-identity-schema.ts, a service before it': federated(
    `provider: //iam.googleapis.com/${PROVIDER}`,
  ),
  'config/schema/google-identity-schema.ts, a pool': federated(
    `provider: ${PROVIDER.replace('/providers/lambda', '')}`,
  ),
  'config/schema/google-identity-schema.ts, the id of a project': federated(
    `provider: ${PROVIDER.replace('1234567890', 'my-project')}`,
  ),
  'config/schema/google-identity-schema.ts, a region': federated(
    `provider: ${PROVIDER.replace('global', 'us-east1')}`,
  ),
  'config/schema/google-identity-schema.ts, something else': federated('provider: lambda'),
  'config/schema/google-identity-schema.ts, a member': federated(
    `provider: ${PROVIDER}, serviceAccount: "serviceAccount:${PULLER}"`,
  ),
  'config/schema/google-identity-schema.ts, a person': federated(
    `provider: ${PROVIDER}, serviceAccount: me@example.com`,
  ),
  'config/schema/google-identity-schema.ts, a life': federated(
    `provider: ${PROVIDER}, serviceAccount: ${PULLER}, lifetimeSeconds: 86400`,
  ),
  'config/schema/google-identity-schema.ts, a life for nobody': federated(
    `provider: ${PROVIDER}, lifetimeSeconds: 43200`,
  ),
  'config/schema/google-identity-schema.ts, a universe': federated(
    `provider: ${PROVIDER}, universeDomain: googleapis`,
  ),
  'config/schema/google-identity-schema.ts, a key at Google': identities(
    'type: google-service-account-key, key: { from: google-secret-manager, id: projects/my-project/secrets/kept }',
  ),
  'config/file/check-source.ts, a user name': published(
    'fal: { type: fal, key: { from: env, id: K } }',
    'fal',
  ).replace(
    /host: \S+,/,
    'host: registry.digitalocean.com, source: { type: digitalocean, registry: acme, token: { from: env, id: K } },',
  ),
  'config/schema/schema-parts.ts': ecr(
    'backends: { b: { type: baseten, url: "http://a", apiKey: { from: env, id: K } } }',
  ),
  'config/schema/schema-parts.ts, words': ecr('probe: required'),
  'config/file/schema.ts': registries(
    `host: ${ECR}, tokenService: "a b"`,
    'host: "https://ghcr.io"',
    'host: ghcr..io',
  ),
  'backends/aws-secrets-manager/options.ts': published(
    `aws: { type: aws-secrets-manager, region: us-esat-1, tags: { managed-by: us, "aws:x": y, ${'t'.repeat(129)}: z, w: ${'v'.repeat(257)} } }`,
    'aws',
  ),
  'backends/aws-secrets-manager/traits.ts': published(
    AWS,
    `{ backend: aws, name: "my secret" }, { backend: aws, name: ${'n'.repeat(513)} }`,
  ),
  'backends/google-secret-manager/options.ts': `identities: { gar: { type: google-workload-identity, provider: ${PROVIDER} } }\n${published(
    'google: { type: google-secret-manager, project: projects/my-project, location: us-east1, replicas: [us-east1], labels: { Team: ML, managed-by: us } }',
    '{ backend: google, name: a.b }',
  )}`,
  'backends/fal/options.ts': published(
    'fal: { type: fal, key: { from: env, id: K }, environment: a b }',
    'fal',
  ),
  'backends/fal/traits.ts': published(
    'fal: { type: fal, key: { from: env, id: K } }',
    '{ backend: fal, name: a-b }',
  ),
  'sources/stored/options.ts': registries(
    `host: ghcr.io, credentials: { username: "a\\tb", ${KEPT}, expires: 2027-02-30 }`,
  ),
};

test('each message about registries.yml is worded as messages.txt says', async () => {
  const pages = Object.entries(FILES).map(([made, text]) => {
    const problems = refusalOf(text).map(
      ({ line, column, code, message }) => `  ${line}:${column} ${code}\n    ${message}\n`,
    );
    return `${made}\n${problems.join('')}`;
  });
  await expect(pages.join('\n')).toMatchFileSnapshot('messages.txt');
});

test('a message of any length is cut in the middle, to one line', () => {
  const [problem] = refusalOf(registries(`host: ${ECR}, identity: ${'A'.repeat(1_000_000)}`));
  expect(problem?.message).toMatch(/^no identity is named "A{228} … A+"; none is defined$/);
});

test('the message of a whole file has fifty problems at most', () => {
  const text = `registries:\n${'  - { hots: a }\n'.repeat(100)}`;
  expect(refusalOf(text).length).toBeGreaterThan(99);
  const shown = () => compile(text, 'registries.yml');
  expect(shown).toThrow(/^registries\.yml has \d+ problems\n(?: .+\n){50} {2}… and \d+ more$/);
});
