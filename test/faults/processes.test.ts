import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { beforeEach, describe, expect, onTestFinished, test, vi } from 'vitest';
import { hang } from '../../sandbox/faults.ts';
import type { Sandbox } from '../../sandbox/sandbox.ts';
import { LEDGER_TABLE } from '../../scripts/rehearsal/ledger-table.ts';
import { rehearse } from '../rehearse.ts';
import { until } from '../time-limit.ts';

const HOST = '111122223333.dkr.ecr.us-east-1.amazonaws.com';
const NAME = `DOCKER_REGISTRY_${HOST}`;
const REGISTRIES = `
backends: { aws: { type: aws-secrets-manager, region: us-east-1 } }
registries: [{ host: ${HOST}, image: 'models/llama:prod', publish: [aws] }]
`;

beforeEach(() => {
  vi.stubEnv('PULLKEEPER_TABLE', LEDGER_TABLE.name);
});

/** A container of Lambda's: a process with the environment of this one, in which the sandbox is. */
function containerOf(event = {}) {
  const child = spawn(process.execPath, ['test/faults/one-run.ts', REGISTRIES, JSON.stringify(event)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void child.kill('SIGKILL'));
  const printed = text(child.stdout);
  const ended = once(child, 'exit');
  return {
    kill: () => child.kill('SIGKILL'),
    async end() {
      const [code, signal]: unknown[] = await ended;
      const lines = (await printed).trim().split('\n');
      return { code, signal, counts: lines.at(-1) };
    },
  };
}

const pulls = async (sandbox: Sandbox) =>
  (await sandbox.pull(HOST, 'models/llama', 'prod', sandbox.secret(NAME)?.value ?? '')).pulled;

const valuesOf = (sandbox: Sandbox) => (sandbox.secret(NAME)?.versions ?? []).map(({ value }) => value);

describe('a run that is killed', () => {
  test('after it has published and before the ledger knows has lost nothing, and the next one makes it good', async () => {
    const { report, sandbox } = await rehearse(REGISTRIES);
    sandbox.faults.add({ service: 'dynamodb', operation: 'UpdateItem', fault: hang });
    const container = containerOf();
    await until(() => expect(sandbox.calls.where({ operation: 'UpdateItem' })).toHaveLength(1));

    container.kill();

    expect(await container.end()).toMatchObject({ signal: 'SIGKILL' });
    expect(sandbox.items(LEDGER_TABLE.name)).toEqual([]);
    expect(await pulls(sandbox)).toBe(true);
    expect((await report()).counts).toMatchObject({ published: 1, failed: 0 });
    expect(await pulls(sandbox)).toBe(true);
    expect((await report()).counts).toMatchObject({ fresh: 1 });
    expect(new Set(valuesOf(sandbox)).size).toBe(2);
  });

  test('while it publishes leaves the old secret or the new one, and the next run is not in its way', async () => {
    const { report, sandbox } = await rehearse(REGISTRIES);
    await report();
    const old = sandbox.secret(NAME)?.value;
    sandbox.faults.add({ service: 'secretsmanager', operation: 'PutSecretValue', fault: hang });
    const container = containerOf({ force: true });
    await until(() => expect(sandbox.calls.where({ operation: 'PutSecretValue' })).toHaveLength(1));

    container.kill();

    expect(await container.end()).toMatchObject({ signal: 'SIGKILL' });
    expect(sandbox.secret(NAME)?.value).toBe(old);
    expect((await report({ force: true })).counts).toMatchObject({ published: 1 });
    expect(sandbox.secret(NAME)?.value).not.toBe(old);
    expect(await pulls(sandbox)).toBe(true);
  });
});

test('two processes at once publish what pulls, keep no value twice, and leave nothing for a third to do', async () => {
  const { sandbox } = await rehearse(REGISTRIES);

  const ends = await Promise.all([containerOf(), containerOf()].map((each) => each.end()));

  for (const { code, counts } of ends)
    expect([code, counts]).toEqual([0, expect.stringMatching(/"failed":0/)]);
  expect(await pulls(sandbox)).toBe(true);
  const values = valuesOf(sandbox);
  expect(values).toHaveLength(new Set(values).size);
  expect(sandbox.items(LEDGER_TABLE.name)).toHaveLength(1);
  expect((await containerOf().end()).counts).toContain('"fresh":1');
});
