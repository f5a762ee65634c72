import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { openLedger } from '../../lib/ledger/index.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { Drill } from '../../scripts/rehearsal/drill.ts';
import { worldOf } from '../../scripts/rehearsal/world.ts';

export const HOST = '111122223333.dkr.ecr.us-east-1.amazonaws.com';
export const NAME = `DOCKER_REGISTRY_${HOST}`;
export const REGISTRIES = `
backends:
  aws: { type: aws-secrets-manager, region: us-east-1 }
  baseten: { type: baseten, apiKey: { from: aws-secrets-manager, id: pullkeeper/baseten } }
registries: [{ host: ${HOST}, image: 'models/llama:prod', publish: [aws, baseten] }]
`;

/** A rehearsal as `npm start` sets it up. */
export async function stage(registries = REGISTRIES) {
  const config = compile(registries, 'registries.yml');
  const sandbox = await startSandbox(worldOf(config));
  const folder = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
  const env = { ...sandbox.environment(), PULLKEEPER_STATE: folder, PULLKEEPER_DESTDIR: folder };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  vi.stubEnv('AWS_PROFILE', undefined);
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  const ledger = openLedger(process.env);
  const machine = { env: process.env, now: () => sandbox.clock.now(), ledger, log: () => {} };
  const drill = new Drill({ config, sandbox, machine, rate: 1_800 });
  return { config, sandbox, ledger, drill };
}
