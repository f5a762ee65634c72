import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import type { OutputChunk } from 'rolldown';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { bundleFunctions } from '../../scripts/bundle/functions.ts';
import { createGoogleKeys } from '../../scripts/rehearsal/google-keys.ts';
import { worldOf } from '../../scripts/rehearsal/world.ts';
import { chunkOf, loadedWith, sizeOf } from './chunks.ts';
import { startProxy } from './proxy.ts';

const PROVIDER = 'projects/1234567890/locations/global/workloadIdentityPools/aws/providers/lambda';
const IMAGE = 'my-project/models/llama';
const CONFIG = compile(
  `
backends:
  file: { type: file, path: /secrets.json }
  google: { type: google-secret-manager, project: my-project, identity: account }
  baseten: { type: baseten, apiKey: { from: google-secret-manager, id: projects/my-project/secrets/baseten, identity: key } }
identities:
  role: { type: google-workload-identity, provider: ${PROVIDER} }
  account: { type: google-workload-identity, provider: ${PROVIDER}, serviceAccount: puller@my-project.iam.gserviceaccount.com }
  token: { type: google-workload-identity, provider: ${PROVIDER}-oidc, subjectToken: aws-web-identity }
  key: { type: google-service-account-key, key: { from: env, id: KEY } }
registries:
  - { host: us-docker.pkg.dev, identity: role, image: "${IMAGE}:prod", publish: [file] }
  - { host: europe-docker.pkg.dev, identity: account, image: "${IMAGE}:prod", publish: [file, google] }
  - { host: us-west1-docker.pkg.dev, identity: token, image: "${IMAGE}:prod", publish: [file] }
  - { host: asia-docker.pkg.dev, identity: key, image: "${IMAGE}:prod", publish: [file, baseten] }
`,
  'registries.yml',
);

/** What a mint for the identity of each host loads of Google, and how many files and bytes there may be in all. */
const LOADS: [host: string, clients: string[], files: number, kilobytes: number][] = [
  ['us-docker.pkg.dev', ['workload-client'], 14, 150],
  ['europe-docker.pkg.dev', ['workload-client', 'impersonating-client'], 17, 170],
  ['us-west1-docker.pkg.dev', ['subject-token-client'], 14, 150],
  ['asia-docker.pkg.dev', ['key-client'], 13, 170],
];

let folder = '';
let chunks: OutputChunk[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
  chunks = await bundleFunctions(CONFIG, folder);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const FUNCTION = 'functions/refresh-artifact-registry.ts';
const filesFor = (clients: readonly string[]) =>
  [
    FUNCTION,
    'lib/sources/artifact-registry/source.ts',
    ...clients.map((name) => `lib/google/${name}.ts`),
  ].map((source) => chunkOf(chunks, source));

/** What a program prints last, run on its own as Lambda runs a function: without this project's modules. */
async function run(program: string, env: NodeJS.ProcessEnv = {}) {
  const words = ['--input-type=module', '--eval', program];
  const { stdout, stderr } = await promisify(execFile)(process.execPath, words, { env });
  expect(stderr).toBe('');
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

const fileOf = (source: string) => join(folder, chunkOf(chunks, source).fileName);
const importOf = (path: string) => `await import(${JSON.stringify(pathToFileURL(path))})`;

describe('what is bundled for Google', () => {
  const HOSTS = LOADS.map(([host]) => host);

  test.each(
    HOSTS.flatMap((host) => [
      { host, way: 'straight' },
      { host, way: 'through a proxy' },
    ]),
  )('mints and publishes for $host, $way', async ({ host, way }) => {
    const proxy = await startProxy();
    await using sandbox = await startSandbox(worldOf(CONFIG));
    const env = {
      ...sandbox.environment(),
      ...(await createGoogleKeys(CONFIG, sandbox)),
      ...(way !== 'straight' && proxy.environment),
      GOOGLE_SDK_NODE_LOGGING: '*', // makes Google's libraries print tokens, unless they are kept from it
      PULLKEEPER_DESTDIR: folder,
      PULLKEEPER_STATE: folder,
    };

    const { counts } = await run(
      `const { handler } = ${importOf(fileOf(FUNCTION))};
        const context = { getRemainingTimeInMillis: () => 20_000 };
        console.log(JSON.stringify(await handler({ registries: ['${host}'], force: true }, context)));`,
      env,
    );

    const places = CONFIG.registries.find((registry) => registry.host.host === host)?.publish;
    expect(counts).toMatchObject({ published: places?.length, failed: 0 });
    const secrets = JSON.parse(readFileSync(join(folder, 'secrets.json'), 'utf8'));
    const pull = await sandbox.pull(host, IMAGE, 'prod', secrets[`DOCKER_REGISTRY_${host}`]);
    expect(pull).toMatchObject({ pulled: true });
    expect(proxy.asked.size > 0).toBe(way !== 'straight');
  });

  test.each(LOADS)('is little to load for %s', (_, clients, mostFiles, mostKilobytes) => {
    const files = loadedWith(chunks, filesFor(clients));

    expect(files.length).toBeLessThanOrEqual(mostFiles);
    expect(sizeOf(files)).toBeLessThanOrEqual(mostKilobytes * 1_000);
  });
});
