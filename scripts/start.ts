import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { styleText } from 'node:util';
import registries, { registriesFile } from '#registries';
import { refreshEcr } from '../functions/refresh-ecr.ts';
import { openLedger } from '../lib/ledger/index.ts';
import { duration } from '../lib/refresh/duration.ts';
import { RefreshFailed } from '../lib/refresh/report.ts';
import { CADENCE_MS } from '../lib/refresh/schedule.ts';
import { MovableClock } from '../sandbox/clock.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import { lambdaContext, scheduledEvent } from './rehearsal/invoke.ts';
import { clockTime, show } from './rehearsal/show.ts';
import { table } from './rehearsal/table.ts';
import { worldOf } from './rehearsal/world.ts';

/** `npm start`: registries.yml, rehearsed. Clouds and clock are the sandbox's, the functions are the real ones. */

/** Half an hour passes in a second, so that the next refresh comes in six. */
const RATE = 1_800;

const words = process.argv.slice(2);
const once = words.includes('--once');
const stranger = words.find((word) => word !== '--once');
if (stranger !== undefined) {
  console.error(`unknown option ${stranger}\nusage: npm start [-- --once]`);
  process.exit(2);
}

const interrupted = new AbortController();
process.once('SIGINT', () => interrupted.abort()).once('SIGTERM', () => interrupted.abort());

const folder = await mkdtemp(join(tmpdir(), 'pullkeeper-'));
const clock = new MovableClock({ rate: once ? 1 : RATE });
const sandbox = await startSandbox({ ...worldOf(registries), clock });
delete process.env.AWS_PROFILE;
Object.assign(process.env, sandbox.environment(), { PULLKEEPER_STATE: folder, PULLKEEPER_DESTDIR: folder });

const handler = refreshEcr(registries, {
  env: process.env,
  now: () => clock.now(),
  ledger: openLedger(process.env),
  log: () => {}, // what the log would say is shown as a table
});

try {
  introduce();
  let well = await run();
  while (!once && !interrupted.signal.aborted) {
    await sleep(CADENCE_MS.refreshEcr / RATE, undefined, interrupted).catch(() => {});
    if (!interrupted.signal.aborted) well = (await run()) && well;
  }
  if (!once) console.log('\nEnded. Nothing is left behind.');
  process.exitCode = well ? 0 : 1;
} finally {
  await sandbox.stop();
  await rm(folder, { recursive: true, force: true });
}

function introduce(): void {
  const every = duration(CADENCE_MS.refreshEcr);
  console.log(
    `Rehearsing ${registriesFile}: the real functions, before clouds on loopback. Nothing leaves this machine.\n`,
  );
  const lines = [
    ['AWS', sandbox.awsUrl],
    ['registries', sandbox.registryUrl],
  ];
  if (!once)
    lines.push([
      'clock',
      `every ${every} a run; a second here is ${duration(RATE * 1_000)} there. Ctrl-C ends it.`,
    ]);
  console.log(table(lines));
}

/** One scheduled run. True when everything in it was published and pulls. */
async function run(): Promise<boolean> {
  sandbox.calls.clear();
  console.log(`\n${styleText('bold', clockTime(clock.now()))}  refreshEcr`);
  try {
    return await show(
      await handler(scheduledEvent(clock.now()), lambdaContext('refreshEcr')),
      registries,
      sandbox,
    );
  } catch (error) {
    if (!(error instanceof RefreshFailed)) throw error;
    await show(error.report, registries, sandbox);
    console.error(`\n${styleText('red', error.message)}`);
    return false;
  }
}
