import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { REGISTRIES } from '../serve/process.ts';
import { until } from '../time-limit.ts';
import { pullkeeper } from './pullkeeper.ts';

/** A home without AWS's files, and no variable of AWS. */
function withoutAws(folder: string): NodeJS.ProcessEnv {
  const names = Object.keys(process.env).filter((name) => /^(?:AWS|PULLKEEPER)_/.test(name));
  return { ...Object.fromEntries(names.map((name) => [name, undefined])), HOME: folder };
}

test.each([
  ['with a place for its ledger', (folder: string) => ({ PULLKEEPER_STATE: join(folder, 'state') })],
  ['without a ledger and without AWS credentials', withoutAws],
])('pullkeeper ui serves pages and status to this machine until it is stopped: %s', async (_, more) => {
  const folder = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
  const file = join(folder, 'registries.yml');
  writeFileSync(file, REGISTRIES);
  const words = [join(process.cwd(), 'cli/main.ts'), 'ui', '--registries', file, '--listen', '127.0.0.1:0'];
  const env = { ...process.env, ...more(folder) };
  const child = spawn(process.execPath, words, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  onTestFinished(() => {
    child.kill('SIGKILL');
    rmSync(folder, { recursive: true, force: true });
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.on('data', (chunk) => {
      said += String(chunk);
    });
  const url = await until(() => {
    const [found] = /http:\S+/.exec(said) ?? [];
    expect(found, said).toBeDefined();
    return String(found);
  });

  const status = await fetch(`${url}/v1/status`);
  expect(await status.json()).toMatchObject({ state: 'unpublished', counts: { unpublished: 1 } });
  const foreign = await fetch(`${url}/v1/status`, { headers: { origin: 'http://elsewhere.example' } });
  expect(foreign.status).toBe(403);

  child.kill('SIGTERM');
  expect(await once(child, 'close')).toEqual([0, null]);
});

test('pullkeeper ui refuses an address that others reach', async () => {
  const { code, stderr } = await pullkeeper(['ui', '--listen', '0.0.0.0:8081']);

  expect(code).toBe(2);
  expect(stderr).toContain('loopback');
});
