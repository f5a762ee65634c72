import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { bundleFunctions } from '../../scripts/bundle/functions.ts';
import { LEDGER_TABLE } from '../../scripts/rehearsal/ledger-table.ts';
import { startProxy } from './proxy.ts';

const HOST = '111122223333.dkr.ecr.us-east-1.amazonaws.com';
const SECRET = `DOCKER_REGISTRY_${HOST}`;
const ROLE = 'arn:aws:iam::111122223333:role/pull-only';
const CONFIG = compile(
  `
backends:
  aws: { type: aws-secrets-manager, region: us-east-1 }
identities:
  role: { type: aws-role, roleArn: "${ROLE}" }
registries:
  - { host: ${HOST}, probe: off, publish: [aws] }
  - { host: 111122223333.dkr.ecr.eu-west-1.amazonaws.com, identity: role, probe: off, publish: [aws] }
`,
  'registries.yml',
);

let folder = '';
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
  await bundleFunctions(CONFIG, folder);
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A run in a process of its own; what of Node it loaded, and how it ended. */
async function run(
  sandbox: { environment(): Record<string, string> },
  event: object = {},
  more: object = {},
) {
  const program = `
    const { handler } = await import(${JSON.stringify(pathToFileURL(join(folder, 'refresh-ecr.mjs')))});
    const context = { getRemainingTimeInMillis: () => 20_000 };
    const { counts, message } = await handler(${JSON.stringify(event)}, context).catch((error) => error);
    console.log(JSON.stringify({ counts, message, loaded: process.moduleLoadList }));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', program], {
    env: { ...sandbox.environment(), PULLKEEPER_TABLE: LEDGER_TABLE.name, ...more },
    maxBuffer: 10_000_000,
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '');
}

describe('what is bundled for AWS', () => {
  test('creates a secret, puts a version, and remembers both, as itself and as a role', async () => {
    await using sandbox = await startSandbox({
      tables: [LEDGER_TABLE],
      roles: [{ arn: ROLE, allow: ['ecr:*'] }],
    });

    const first = await run(sandbox);
    const second = await run(sandbox, { force: true });

    expect(first.counts).toMatchObject({ published: 2, failed: 0 });
    expect(second.counts).toMatchObject({ published: 2, failed: 0 });
    expect(sandbox.secret(SECRET)).toBeDefined();
    expect(sandbox.items(LEDGER_TABLE.name)).toHaveLength(2);
  });

  test('goes by the proxy of the environment', async () => {
    const proxy = await startProxy();
    await using sandbox = await startSandbox({
      tables: [LEDGER_TABLE],
      roles: [{ arn: ROLE, allow: ['ecr:*'] }],
    });

    const { counts } = await run(sandbox, {}, proxy.environment);

    expect(counts).toMatchObject({ published: 2, failed: 0 });
    expect([...proxy.asked]).toEqual([new URL(sandbox.environment().AWS_ENDPOINT_URL ?? '').host]);
  });

  test('tells errors by the names that AWS gives them', async () => {
    await using sandbox = await startSandbox({
      tables: [LEDGER_TABLE],
      secrets: { [SECRET]: "somebody else's" },
    });

    const { message } = await run(sandbox);

    expect(message).toContain('adopt');
    expect(message).toContain(`cannot assume ${ROLE}: not allowed`);
  });

  test('loads of Node nothing that it does not use: a second HTTP client, the streams of the web, …', async () => {
    await using sandbox = await startSandbox({ tables: [LEDGER_TABLE] });

    const { loaded } = await run(sandbox, { registries: [HOST] });

    const names = [
      'internal/deps/undici/undici',
      'internal/webstreams/readablestream',
      'http2',
      'worker_threads',
      'zlib',
    ];
    expect(names.filter((name) => loaded.includes(`NativeModule ${name}`))).toEqual([]);
  });
});
