import { execFile, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fileBackend } from '../../lib/backends/file/backend.ts';
import { Secret } from '../../lib/secrecy/secret.ts';

const run = promisify(execFile);
const AUTH = Buffer.from('AWS:not-a-real:password').toString('base64');

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pullkeeper-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function publishFor(host: string): Promise<string> {
  const path = join(folder, 'config.json');
  const name = { id: `file/${host}`, host, key: host, backend: 'file', name: host };
  const value = new Secret(JSON.stringify({ auths: { [host]: { auth: AUTH } } }));
  const about = { ...name, format: 'docker-config-json' } as const;
  await fileBackend({ type: 'file', path }, {}).publish(value, about, AbortSignal.timeout(50_000));
  return path;
}

/** Runs what needs a tool where the tool is, and says what it left out where it is not. */
function withTool(tool: string, title: string, test: () => Promise<void>): void {
  const installed = spawnSync(tool, ['--version']).status === 0;
  const why = installed ? '' : ' (skipped: it is not on the PATH)';
  it.skipIf(!installed)(`${tool} ${title}${why}`, { timeout: 60_000 }, test);
}

describe('the config.json that the file backend writes', () => {
  withTool('docker', 'signs in to a registry with it', async () => {
    const heard: (string | undefined)[] = [];
    const registry = createServer(({ headers: { authorization } }, response) => {
      heard.push(authorization);
      const headers = { 'content-type': 'application/json', 'www-authenticate': 'Basic realm="loopback"' };
      response.writeHead(authorization ? 404 : 401, headers);
      response.end(JSON.stringify({ errors: [{ code: 'MANIFEST_UNKNOWN', message: 'manifest unknown' }] }));
    });
    await once(registry.listen(0, '127.0.0.1'), 'listening');
    try {
      const address = registry.address();
      const host = `127.0.0.1:${typeof address === 'object' ? address?.port : address}`;
      await publishFor(host);
      // Needs no daemon. There is no such image; that it was asked for with our credential is what counts.
      const inspect = ['--config', folder, 'manifest', 'inspect', '--insecure', `${host}/a:b`];
      await expect(run('docker', inspect, { timeout: 50_000 })).rejects.toThrow(/manifest unknown/);
      expect(heard).toContain(`Basic ${AUTH}`);
    } finally {
      registry.close();
      registry.closeAllConnections();
    }
  });

  for (const tool of ['skopeo', 'podman']) {
    withTool(tool, 'finds the user of the host in it', async () => {
      const host = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
      const path = await publishFor(host);
      const { stdout } = await run(tool, ['login', '--get-login', '--authfile', path, host], {
        timeout: 50_000,
      });
      expect(stdout.trim()).toBe('AWS');
    });
  }
});
