import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { styleText } from 'node:util';
import registries, { registriesFile } from '#registries';
import { googleIdentitiesOf } from '../lib/config/reads.ts';
import { openLedger } from '../lib/ledger/index.ts';
import { RefreshFailed } from '../lib/refresh/settle.ts';
import { clockTime } from '../lib/text/clock-time.ts';
import { duration } from '../lib/text/duration.ts';
import { table } from '../lib/text/table.ts';
import { MovableClock } from '../sandbox/clock.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import { addressesOf } from './rehearsal/backends/index.ts';
import { functionsFor } from './rehearsal/functions.ts';
import { createGoogleKeys } from './rehearsal/google-keys.ts';
import { lambdaContext, scheduledEvent } from './rehearsal/invoke.ts';
import { LEDGER_TABLE } from './rehearsal/ledger-table.ts';
import { show } from './rehearsal/show.ts';
import { worldOf } from './rehearsal/world.ts';

/** `npm start`: registries.yml, rehearsed. Clouds and clock are the sandbox's, the functions are the real ones. */

/** Fast enough for the next refresh to come in six seconds: half an hour in a second, where the shortest cadence is ECR's. */
const RATE = Math.min(...functionsFor(registries).map(({ cadenceMs }) => cadenceMs)) / 6_000;

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
Object.assign(process.env, sandbox.environment(), {
  PULLKEEPER_TABLE: LEDGER_TABLE.name,
  PULLKEEPER_DESTDIR: folder,
});
Object.assign(process.env, await createGoogleKeys(registries, sandbox));

const machine = {
  env: process.env,
  now: () => clock.now(),
  ledger: openLedger(process.env),
  log: () => {}, // what the log would say is shown as a table
};
const functions = functionsFor(registries).map(({ name, cadenceMs, make }) => ({
  name,
  cadenceMs,
  handler: make(registries, machine),
  dueAt: clock.now().getTime(),
}));

const interruption = new Promise<false>((resolve) =>
  interrupted.signal.addEventListener('abort', () => resolve(false), { once: true }),
);

try {
  printIntroduction();
  let well = await (once ? Promise.race([runDue(), interruption]) : runDue());
  while (!once && !interrupted.signal.aborted) {
    const next = Math.min(...functions.map(({ dueAt }) => dueAt));
    await sleep((next - clock.now().getTime()) / RATE, undefined, interrupted).catch(() => {});
    if (!interrupted.signal.aborted) well = (await runDue()) && well;
  }
  if (!once) console.log('\nEnded. Nothing is left behind.');
  process.exitCode = well ? 0 : 1;
} finally {
  await sandbox.stop();
  await rm(folder, { recursive: true, force: true });
  if (once && interrupted.signal.aborted) process.exit(130); // what was interrupted still waits for the sandbox
}

function printIntroduction(): void {
  const every = new Intl.ListFormat('en-GB').format(
    functions.map(({ name, cadenceMs }) => `${name} every ${duration(cadenceMs)}`),
  );
  const google = registries.registries.flatMap(googleIdentitiesOf).length > 0;
  console.log(
    `Rehearsing ${registriesFile}: the real functions, before clouds on loopback. Nothing leaves this machine.\n`,
  );
  const lines = [
    ['AWS', sandbox.awsUrl],
    ...(google ? [['Google', sandbox.googleUrl]] : []),
    ['registries', sandbox.registryUrl],
    ...addressesOf(registries, sandbox),
  ];
  if (!once)
    lines.push(['clock', `${every}; a second here is ${duration(RATE * 1_000)} there. Ctrl-C ends it.`]);
  console.log(table(lines));
}

/** Every function whose time has come. True when everything in their runs was published and pulls. */
async function runDue(): Promise<boolean> {
  let well = true;
  for (const each of functions.filter(({ dueAt }) => dueAt <= clock.now().getTime())) {
    each.dueAt += each.cadenceMs;
    well = (await run(each)) && well;
  }
  return well;
}

async function run({ name, handler }: (typeof functions)[number]): Promise<boolean> {
  sandbox.calls.clear();
  console.log(`\n${styleText('bold', clockTime(clock.now()))}  ${name}`);
  try {
    return await show(await handler(scheduledEvent(clock.now()), lambdaContext(name)), registries, sandbox);
  } catch (error) {
    if (!(error instanceof RefreshFailed)) throw error;
    await show(error.report, registries, sandbox);
    console.error(`\n${styleText('red', error.message)}`);
    return false;
  }
}
