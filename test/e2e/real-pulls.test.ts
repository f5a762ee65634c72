import { execFile } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import { refreshStored } from '../../functions/refresh-stored.ts';
import { compile } from '../../lib/config/file/compile.ts';
import { openLedger } from '../../lib/ledger/index.ts';
import type { Report } from '../../lib/refresh/report.ts';
import { RefreshFailed } from '../../lib/refresh/settle.ts';
import { lambdaContext } from '../../scripts/rehearsal/invoke.ts';
import { startPasswordRegistry, startTokenRegistry } from '../real/docker-registry.ts';
import { startTokenService } from '../real/token-service.ts';
import { missingOf, unless } from '../real/tool.ts';

const IMAGE = { repository: 'acme/llama', tag: 'prod' };
const OLD = 'canary-of-the-old-password';
const NEW = 'canary-of-the-new-password';

/** The real function for one registry, publishing to a Docker config.json; what it is asked to keep is in the environment. */
function pullkeeperFor(host: string) {
  const folder = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
  const authfile = join(folder, 'config.json');
  const config = compile(
    JSON.stringify({
      backends: { docker: { type: 'file', path: authfile, format: 'docker-config-json' } },
      registries: [
        {
          host,
          image: 'acme/llama:prod',
          credentials: { username: 'bot', password: { from: 'env', id: 'KEPT_PASSWORD' } },
          publish: ['docker'],
        },
      ],
    }),
    'registries.yml',
  );
  vi.stubEnv('PULLKEEPER_REGISTRY_URL', 'http://{host}');
  vi.stubEnv('PULLKEEPER_STATE', folder);
  onTestFinished(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });
  const said: unknown[] = [];
  const handler = refreshStored(config, {
    env: process.env,
    now: () => new Date(),
    ledger: openLedger(process.env),
    log: (...line) => said.push(line),
  });

  return {
    authfile,
    keep: (password: string) => vi.stubEnv('KEPT_PASSWORD', password),
    async run(): Promise<Report['publications'][number] | undefined> {
      const report: Report = await handler({}, lambdaContext('refreshStored')).catch((error: unknown) => {
        if (error instanceof RefreshFailed) return error.report;
        throw error;
      });
      said.push(report);
      return report.publications[0];
    },
    /** What is in place now, put aside as a machine would have it that was deployed with it. */
    aside(name: string): string {
      const path = join(folder, name);
      writeFileSync(path, readFileSync(authfile));
      return path;
    },
    /** All that was said and remembered, but for what was published. */
    said: () => JSON.stringify(said) + readFileSync(join(folder, 'ledger.json'), 'utf8'),
  };
}

const run = promisify(execFile);

/** Pulls every byte of the image into a folder, and counts the files of it. */
async function pulled(host: string, authfile: string): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
  try {
    const from = ['--src-tls-verify=false', '--authfile', authfile, `docker://${host}/acme/llama:prod`];
    await run('skopeo', ['copy', '--insecure-policy', ...from, `dir:${folder}`], { timeout: 60_000 });
    return readdirSync(folder).length;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The manifest, the configuration, a layer, and the version of the folder itself. */
const ALL = 4;

/** A registry whose only user is `bot`. */
interface Place extends AsyncDisposable {
  host: string;
  changePassword(password: string): Promise<void>;
}

async function withHtpasswd(): Promise<Place> {
  const { host, setPasswords, ...registry } = await startPasswordRegistry(IMAGE, { bot: OLD });
  const changePassword = (password: string) => setPasswords({ bot: password });
  return { host, changePassword, [Symbol.asyncDispose]: registry[Symbol.asyncDispose] };
}

async function withTokens(): Promise<Place> {
  const tokens = await startTokenService({ bot: { password: OLD, mayPull: ['acme/llama'] } });
  const { host, ...registry } = await startTokenRegistry(IMAGE, tokens);
  return {
    host,
    async changePassword(password) {
      tokens.users.set('bot', { password, mayPull: ['acme/llama'] });
    },
    async [Symbol.asyncDispose]() {
      await registry[Symbol.asyncDispose]();
      await tokens[Symbol.asyncDispose]();
    },
  };
}

const missing = missingOf('docker-registry', 'skopeo', 'openssl');

describe.skipIf(missing.length > 0)(`skopeo pulls with what pullkeeper published${unless(missing)}`, () => {
  test.each([
    ['an htpasswd file', withHtpasswd],
    ['a token service', withTokens],
  ])(
    'from a docker-registry with %s, before and after a rotation',
    { timeout: 120_000 },
    async (_, start) => {
      await using registry = await start();
      const { host } = registry;
      const pullkeeper = pullkeeperFor(host);

      pullkeeper.keep(OLD);
      expect(await pullkeeper.run()).toMatchObject({ outcome: 'published', probe: 'pulls' });
      expect(await pulled(host, pullkeeper.authfile)).toBe(ALL);

      // A new password that the registry does not know yet is not published: what stands there goes on pulling.
      pullkeeper.keep(NEW);
      expect(await pullkeeper.run()).toMatchObject({
        outcome: 'failed',
        probe: 'not-accepted',
        kind: 'denied',
      });
      expect(await pulled(host, pullkeeper.authfile)).toBe(ALL);

      const before = pullkeeper.aside('old.json');
      await registry.changePassword(NEW);
      await expect(pulled(host, before)).rejects.toThrow(/unauthorized|authentication required/);

      expect(await pullkeeper.run()).toMatchObject({ outcome: 'published', probe: 'pulls' });
      expect(await pulled(host, pullkeeper.authfile)).toBe(ALL);
      await expect(pulled(host, before)).rejects.toThrow(/unauthorized|authentication required/);

      expect(pullkeeper.said()).not.toMatch(/canary|Y2FuYXJ5|Ym90O/);
    },
  );
});
