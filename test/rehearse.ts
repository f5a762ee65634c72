import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished, vi } from 'vitest';
import { refreshEcr } from '../functions/refresh-ecr.ts';
import { compile } from '../lib/config/file/compile.ts';
import { openLedger } from '../lib/ledger/index.ts';
import type { Machine } from '../lib/refresh/machine.ts';
import type { Report } from '../lib/refresh/report.ts';
import { RefreshFailed } from '../lib/refresh/settle.ts';
import type { Measurement } from '../lib/telemetry/measurement.ts';
import { MovableClock } from '../sandbox/clock.ts';
import { type SandboxOptions, startSandbox } from '../sandbox/sandbox.ts';
import { lambdaContext } from '../scripts/rehearsal/invoke.ts';
import { worldOf } from '../scripts/rehearsal/world.ts';

/**
 * A registries.yml, a sandbox in which all it names is there, and the real function between them. The clock stands
 * still until it is moved.
 */
export async function rehearse(
  yaml: string,
  world: Omit<SandboxOptions, 'clock'> = {},
  refresh: typeof refreshEcr = refreshEcr,
) {
  const config = compile(yaml, 'registries.yml');
  const clock = new MovableClock({ rate: 0 });
  const sandbox = await startSandbox({ ...worldOf(config), ...world, clock });
  const folder = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
  const env = { ...sandbox.environment(), PULLKEEPER_STATE: folder, PULLKEEPER_DESTDIR: folder };
  for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
  vi.stubEnv('AWS_PROFILE', undefined);
  onTestFinished(async () => {
    vi.unstubAllEnvs();
    await sandbox.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  const log: unknown[] = [];
  const measured: Measurement[] = [];
  /** The function as one container runs it: others share the clouds with it, and nothing else. */
  const container = () => {
    const machine: Machine = {
      env: process.env,
      now: () => clock.now(),
      ledger: openLedger(process.env),
      log: (level, message, fields) => log.push({ level, message, ...fields }),
      measure: async (measurements) => void measured.push(...measurements),
    };
    const handler = refresh(config, machine);
    const invoke = (event: unknown = {}, timeoutMs?: number) =>
      handler(event, lambdaContext('refreshEcr', timeoutMs));
    return {
      machine,
      /** What Lambda would see: a result, or an error. */
      invoke,
      /** The report, whether the function returned it or threw it. */
      async report(event: unknown = {}, timeoutMs?: number): Promise<Report> {
        try {
          return await invoke(event, timeoutMs);
        } catch (error) {
          if (error instanceof RefreshFailed) return error.report;
          throw error;
        }
      },
    };
  };
  return { clock, config, container, folder, log, measured, sandbox, ...container() };
}
