import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { describe, expect, onTestFinished, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { delay, type Fault, hang } from '../../sandbox/faults.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { worldOf } from '../../scripts/rehearsal/world.ts';
import { until } from '../time-limit.ts';

const HOST = '111122223333.dkr.ecr.us-east-1.amazonaws.com';
const NAME = `DOCKER_REGISTRY_${HOST}`;
const REGISTRIES = `
backends: { aws: { type: aws-secrets-manager, region: us-east-1 } }
registries: [{ host: ${HOST}, image: 'models/llama:prod', publish: [aws] }]
`;

async function scene() {
  const sandbox = await startSandbox(worldOf(compile(REGISTRIES, 'registries.yml')));
  const folder = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
  writeFileSync(join(folder, 'registries.yml'), REGISTRIES);
  onTestFinished(async () => {
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const env = { ...process.env, ...sandbox.environment(), PULLKEEPER_STATE: join(folder, 'state') };

  /** `pullkeeper refresh` as a process of its own. */
  const start = (...words: string[]) => {
    const file = join(folder, 'registries.yml');
    const args = ['cli/main.ts', 'refresh', '--json', '--registries', file, ...words];
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    onTestFinished(() => void child.kill('SIGKILL'));
    const ended = Promise.all([once(child, 'exit'), text(child.stdout)]);
    return {
      kill: (signal: NodeJS.Signals) => child.kill(signal),
      async end() {
        const [[code, signal], stdout] = await ended;
        return { code, signal, counts: stdout === '' ? undefined : JSON.parse(stdout).counts };
      },
    };
  };

  /** Starts a run that meets this fault, and sends the signal as soon as the call is made. */
  const interrupted = async (signal: NodeJS.Signals, operation: string, fault: Fault, ...words: string[]) => {
    sandbox.calls.clear();
    sandbox.faults.add({ operation, fault });
    const run = start(...words);
    await until(() => expect(sandbox.calls.where({ operation })).toHaveLength(1));
    run.kill(signal);
    return run.end();
  };
  const pulls = async () =>
    (await sandbox.pull(HOST, 'models/llama', 'prod', sandbox.secret(NAME)?.value ?? '')).pulled;
  return { folder, sandbox, start, interrupted, pulls };
}

describe('pullkeeper refresh that is stopped', { timeout: 60_000 }, () => {
  test('by SIGTERM while it mints still publishes, remembers, and ends with 0', async () => {
    const { interrupted, pulls, folder } = await scene();
    const end = await interrupted('SIGTERM', 'GetAuthorizationToken', delay(1_500));
    expect(end).toMatchObject({ code: 0, counts: { published: 1, failed: 0 } });
    expect(await pulls()).toBe(true);
    expect(readFileSync(join(folder, 'state/ledger.json'), 'utf8')).toContain('"publishedAt"');
  });

  test('by SIGKILL while it writes leaves no half of anything, and the next run repairs', async () => {
    const { start, interrupted, pulls, folder, sandbox } = await scene();
    await start().end();
    const before = sandbox.secret(NAME)?.value;

    const end = await interrupted('SIGKILL', 'PutSecretValue', hang, '--force');

    expect(end.signal).toBe('SIGKILL');
    expect([sandbox.secret(NAME)?.value, await pulls()]).toEqual([before, true]);
    expect(readdirSync(join(folder, 'state'))).toEqual(['ledger.json']);
    expect(await start('--force').end()).toMatchObject({ code: 0, counts: { published: 1 } });
    expect(sandbox.secret(NAME)?.value).not.toBe(before);
    expect(await pulls()).toBe(true);
  });
});
