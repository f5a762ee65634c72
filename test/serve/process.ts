import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { worldOf } from '../../scripts/rehearsal/world.ts';
import { until } from '../time-limit.ts';

export const HOST = '111122223333.dkr.ecr.us-east-1.amazonaws.com';
export const NAME = `DOCKER_REGISTRY_${HOST}`;
export const REGISTRIES = `
backends: { aws: { type: aws-secrets-manager, region: us-east-1 } }
registries: [{ host: ${HOST}, image: 'models/llama:prod', publish: [aws] }]
`;

/** A folder with a registries.yml, and a sandbox in which all that it names is there. */
export async function scene(yaml = REGISTRIES) {
  const sandbox = await startSandbox(worldOf(compile(yaml, 'registries.yml')));
  const folder = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
  const file = join(folder, 'registries.yml');
  writeFileSync(file, yaml);
  onTestFinished(async () => {
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const env = { ...process.env, ...sandbox.environment(), PULLKEEPER_STATE: join(folder, 'state') };
  return {
    sandbox,
    folder,
    file,
    serve: (words: string[] = [], more: NodeJS.ProcessEnv = {}) =>
      startServe(['--registries', file, ...words], { ...env, PULLKEEPER_DESTDIR: folder, ...more }),
    /** Makes all that the ledger and the alarms know so much older than it is. */
    age: (milliseconds: number) => {
      const ledger = join(folder, 'state/ledger.json');
      const older = (time: string) => new Date(Date.parse(time) - milliseconds).toISOString();
      writeFileSync(ledger, readFileSync(ledger, 'utf8').replaceAll(/\d{4}-[\d-]+T[\d:.]+Z/g, older));
      const alarms = join(folder, 'state/alarms.json');
      const times = /(?<="(?:savedAt|since|at)":)[\d.]+/g;
      const before = (time: string) => String(Number(time) - milliseconds);
      writeFileSync(alarms, readFileSync(alarms, 'utf8').replaceAll(times, before));
    },
    pulls: async () =>
      (await sandbox.pull(HOST, 'models/llama', 'prod', sandbox.secret(NAME)?.value ?? '')).pulled,
  };
}

/** `pullkeeper serve` as a process of its own, on a port that is free. */
function startServe(words: string[], env: NodeJS.ProcessEnv) {
  const args = ['cli/main.ts', 'serve', '--listen', '127.0.0.1:0', ...words];
  const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += String(chunk);
  });
  child.stderr.on('data', (chunk) => {
    stderr += String(chunk);
  });
  const ended = once(child, 'close');
  /** Warnings and errors go to stderr. */
  const lines = (): Record<string, unknown>[] =>
    `${stdout}\n${stderr}`.split('\n').flatMap((line) => (line.startsWith('{') ? [JSON.parse(line)] : []));
  /** The first line of the log with this message, as soon as it is there. */
  const logged = (message: string, count = 1) =>
    until(() => {
      const found = lines().filter((line) => line.message === message);
      expect(found.length, `${message} in\n${stdout}${stderr}`).toBeGreaterThanOrEqual(count);
      return found[count - 1] ?? {};
    });
  const url = async () => String((await logged('listening')).url);
  return {
    logged,
    lines,
    url,
    kill: (signal: NodeJS.Signals) => child.kill(signal),
    async end() {
      const [code, signal] = await ended;
      return { code, signal, stdout, stderr };
    },
    async get(path: string, headers: Record<string, string> = {}, body?: string) {
      return send(new URL(path, await url()), headers, body);
    },
  };
}

/** `fetch` does not let a Host header through. */
function send(url: URL, headers: Record<string, string>, body?: string) {
  return new Promise<{ status: number; type: string; text: string }>((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST';
    const call = request(url, { method, headers }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => {
        resolve({ status: response.statusCode ?? 0, type: response.headers['content-type'] ?? '', text });
      });
    });
    call.once('error', reject).end(body);
  });
}
