import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { kubernetes } from '../../lib/backends/kubernetes/backend.ts';
import { isKubernetes } from '../../lib/backends/kubernetes/traits.ts';
import { compile } from '../../lib/config/file/compile.ts';
import { Secret } from '../../lib/secrecy/secret.ts';
import { type Listener, listen } from '../../sandbox/http.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { Authority } from '../../sandbox/tls/certificate.ts';
import { failureOf } from '../contract/failures.ts';
import { missingOf, unless } from '../real/tool.ts';
import { pullkeeper } from './pullkeeper.ts';

const CA = new Authority();
const REGISTRIES = `
backends:
  pod: { type: kubernetes, namespaces: [models, web] }
  shared: { type: kubernetes, namespaces: [models], secret: pull, token: { from: env, id: TOKEN }, server: "https://10.0.0.1" }
  eks:
    type: kubernetes
    namespaces: [models]
    eks: { cluster: prod, region: eu-west-1 }
    server: https://prod.eks.invalid
    ca: ${Buffer.from(CA.cert).toString('base64')}
registries:
  - { host: 111122223333.dkr.ecr.us-east-1.amazonaws.com, publish: [pod, shared, eks] }
  - { host: ghcr.io, credentials: { username: bot, password: { from: env, id: GHCR } }, publish: [shared, eks] }
`;

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
  writeFileSync(join(folder, 'registries.yml'), REGISTRIES);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const setup = (...args: string[]) => pullkeeper(['setup', 'kubernetes', ...args], { cwd: folder });

async function objectsOf(...args: string[]): Promise<unknown[]> {
  const { stdout } = await setup(...args);
  return parseAllDocuments(stdout).map((document) => document.toJS());
}

describe('setup kubernetes', () => {
  test('gives the service account the Secrets of each namespace, and no others', async () => {
    const ecr = 'registry-111122223333.dkr.ecr.us-east-1.amazonaws.com';
    const subject = { kind: 'ServiceAccount', name: 'pullkeeper', namespace: 'models' };
    const role = (namespace: string) => ({
      kind: 'Role',
      metadata: { name: 'pullkeeper', namespace },
      rules: [
        { apiGroups: [''], resources: ['secrets'], verbs: ['create'] },
        { apiGroups: [''], resources: ['secrets'], verbs: ['get', 'patch'], resourceNames: [ecr] },
      ],
    });
    const binding = (namespace: string) => ({
      kind: 'RoleBinding',
      metadata: { name: 'pullkeeper', namespace },
      subjects: [subject],
    });
    expect(await objectsOf('--backend', 'pod')).toMatchObject([
      { kind: 'ServiceAccount', metadata: { name: 'pullkeeper', namespace: 'models' } },
      role('models'),
      binding('models'),
      role('web'),
      binding('web'),
    ]);
  });

  test('on EKS gives a group the Secrets, and says how the roles of the functions get into it', async () => {
    const { stdout } = await setup('--backend', 'eks', '--account', '111122223333', '--region', 'eu-west-1');
    const entry = (part: string) =>
      `# aws eks create-access-entry --cluster-name prod --region eu-west-1 --principal-arn arn:aws:iam::111122223333:role/pullkeeper-prod-${part}-eu-west-1 --kubernetes-groups pullkeeper`;
    expect(stdout).toContain(`${entry('ecr')}\n${entry('stored')}\n`);
    expect(stdout).toContain('kind: Group');
    expect(stdout).not.toContain('kind: ServiceAccount');
  });

  test.each([
    ['user:alice', { kind: 'User', name: 'alice' }],
    ['group:ops', { kind: 'Group', name: 'ops' }],
    ['service-account:ci/keeper', { kind: 'ServiceAccount', name: 'keeper', namespace: 'ci' }],
  ])('takes %s', async (subject, expected) => {
    const objects = await objectsOf('--backend', 'shared', '--subject', subject);
    expect(objects.at(-1)).toMatchObject({ subjects: [expected] });
  });

  test.each([
    ['no backend, of several', [], /add --backend with one of pod, shared, eks/],
    ['an unknown backend', ['--backend', 'shard'], /did you mean "shared"/],
    ['a subject that nobody has', ['--backend', 'pod', '--subject', 'alice'], /set --subject/],
    [
      'an account in two namespaces',
      ['--backend', 'pod', '--subject', 'service-account:a/b/c'],
      /set --subject/,
    ],
    ['EKS without an account', ['--backend', 'eks'], /set --account/],
  ])('refuses %s', async (_, args, says) => {
    const { code, stderr } = await setup(...args);
    expect([code, stderr]).toEqual([2, expect.stringMatching(says)]);
  });
});

const missing = missingOf('kubectl');

describe.skipIf(missing.length > 0)(`kubectl${unless(missing)}`, { timeout: 60_000 }, () => {
  const TOKEN = 'not-a-real-token-of-kubernetes';
  let sandbox: Sandbox;
  let server: Listener;

  beforeEach(async () => {
    const account = 'system:serviceaccount:models:pullkeeper';
    sandbox = await startSandbox({
      kubernetes: {
        namespaces: ['models', 'web'],
        users: [
          { name: 'admin', token: 'admin', isAdmin: true },
          { name: account, token: TOKEN },
        ],
      },
    });
    server = await listen((request) => sandbox.kubernetes.handle(request), {
      ...CA.issue('kubernetes'),
      ca: CA.cert,
    });
    writeFileSync(join(folder, 'ca.pem'), CA.cert);
  });
  afterEach(async () => {
    await server.stop();
    await sandbox.stop();
  });

  function kubectl(...args: string[]) {
    const to = [
      '--server',
      server.url,
      '--certificate-authority',
      join(folder, 'ca.pem'),
      '--token',
      'admin',
    ];
    const env = { PATH: process.env.PATH, HOME: folder };
    return promisify(execFile)('kubectl', [...to, '-n', 'models', ...args], { env, timeout: 50_000 });
  }

  function backend(secret?: string) {
    const config = compile(
      `
backends:
  cluster:
    type: kubernetes
    namespaces: [models]
    ${secret === undefined ? '' : `secret: ${secret}`}
    token: { from: env, id: TOKEN }
    server: ${server.url}
    ca: ${Buffer.from(CA.cert).toString('base64')}
registries: [{ host: ghcr.io, credentials: { username: bot, password: { from: env, id: GHCR } }, publish: [cluster] }]
`,
      'registries.yml',
    );
    const [publication] = config.registries[0]?.publish ?? [];
    if (publication === undefined || !isKubernetes(publication.to)) throw new Error('nothing is published');
    const opened = kubernetes(publication.to, { env: { TOKEN }, now: () => new Date(), log: () => {} });
    return (auth: string) =>
      opened.publish(
        new Secret(JSON.stringify({ auths: { 'ghcr.io': { auth } } })),
        publication,
        AbortSignal.timeout(50_000),
      );
  }

  test('takes the manifest, whose Role is enough to write, and too little without it', async () => {
    const { stdout: manifest } = await setup('--backend', 'shared');
    writeFileSync(join(folder, 'rbac.yml'), manifest);
    const { stdout } = await kubectl(
      'apply',
      '--dry-run=client',
      '--validate=false',
      '-f',
      join(folder, 'rbac.yml'),
    );
    expect(stdout).toContain('rolebinding.rbac.authorization.k8s.io/pullkeeper created (dry run)');

    const publish = backend('pull');
    expect((await failureOf(publish('b25l'))).kind).toBe('denied');
    sandbox.kubernetes.setRbac(parseAllDocuments(manifest).map((document) => document.toJS()));
    await publish('b25l');
    await publish('dHdv');
    expect(sandbox.kubernetes.secret('models', 'pull')).toBeDefined();
  });

  test('reads what pullkeeper writes, with its owner', async () => {
    sandbox.kubernetes.setRbac(await objectsOf('--backend', 'shared'));
    await backend('pull')('b25l');
    const { stdout } = await kubectl('get', 'secret', 'pull', '-o', 'json', '--show-managed-fields');
    expect(JSON.parse(stdout)).toMatchObject({
      type: 'kubernetes.io/dockerconfigjson',
      metadata: {
        managedFields: expect.arrayContaining([expect.objectContaining({ manager: 'pullkeeper' })]),
      },
      data: { '.dockerconfigjson': Buffer.from('{"auths":{"ghcr.io":{"auth":"b25l"}}}').toString('base64') },
    });
  });

  test('writes a Secret that pullkeeper then leaves alone, and takes one from pullkeeper', async () => {
    sandbox.kubernetes.setRbac(await objectsOf('--backend', 'shared'));
    const login = ['--docker-server=theirs.example', '--docker-username=u', '--docker-password=p'];
    // In two steps, as it would otherwise speak protobuf.
    const dry = ['--dry-run=client', '-o', 'json'];
    const { stdout } = await kubectl('create', 'secret', 'docker-registry', 'pull', ...login, ...dry);
    writeFileSync(join(folder, 'created.json'), stdout);
    await kubectl('create', '--validate=false', '-f', join(folder, 'created.json'));
    expect((await failureOf(backend('pull')('b25l'))).message).toContain('"kubectl-create" owns');

    await kubectl('delete', 'secret', 'pull');
    await backend('pull')('b25l');
    await kubectl('label', 'secret', 'pull', 'team=ml');
    await backend('pull')('dHdv');
    const manifest = join(folder, 'theirs.json');
    writeFileSync(
      manifest,
      JSON.stringify({
        apiVersion: 'v1',
        kind: 'Secret',
        metadata: { name: 'pull', namespace: 'models' },
        type: 'kubernetes.io/dockerconfigjson',
        data: { '.dockerconfigjson': Buffer.from('{"auths":{}}').toString('base64') },
      }),
    );
    const apply = ['apply', '--server-side', '--validate=false', '-f', manifest];
    await expect(kubectl(...apply)).rejects.toMatchObject({
      stderr: expect.stringContaining('conflict with "pullkeeper": .data..dockerconfigjson'),
    });
    await kubectl(...apply, '--force-conflicts');
    expect((await failureOf(backend('pull')('b25l'))).message).toContain('"kubectl" owns');
  });
});
