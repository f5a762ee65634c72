import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { styleText } from 'node:util';
import registries, { registriesFile } from '#registries';
import { type Counter, counter } from '../cli/counter.ts';
import { googleIdentitiesOf } from '../lib/config/reads.ts';
import type { RefreshFunction } from '../lib/config/schema/refresh-functions.ts';
import { openLedger } from '../lib/ledger/index.ts';
import type { Report } from '../lib/refresh/report.ts';
import { publicationsOf } from '../lib/refresh/run-function.ts';
import { RefreshFailed } from '../lib/refresh/settle.ts';
import { clockTime } from '../lib/text/clock-time.ts';
import { duration } from '../lib/text/duration.ts';
import { didYouMean } from '../lib/text/nearest.ts';
import { table } from '../lib/text/table.ts';
import { wrapAfter } from '../lib/text/wrap.ts';
import { MovableClock } from '../sandbox/clock.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import { addressesOf } from './rehearsal/backends/index.ts';
import { functionsFor } from './rehearsal/functions.ts';
import { createGoogleKeys } from './rehearsal/google-keys.ts';
import { lambdaContext, scheduledEvent } from './rehearsal/invoke.ts';
import { LEDGER_TABLE } from './rehearsal/ledger-table.ts';
import { show } from './rehearsal/show.ts';
import { worldOf } from './rehearsal/world.ts';

/** `npm start` rehearses registries.yml: the real functions run against the clouds and the clock of the sandbox. */

/** The speed of the clock: the next refresh comes in six seconds. */
const RATE = Math.min(...functionsFor(registries).map(({ cadenceMs }) => cadenceMs)) / 6_000;

const OPTIONS = ['--once', '--problems'];
const words = process.argv.slice(2);
const unknown = words.find((word) => !OPTIONS.includes(word));
if (unknown !== undefined) {
  console.error(
    `there is no option "${unknown}"${didYouMean(unknown, OPTIONS)}\nusage: npm start [-- --once] [--problems]`,
  );
  process.exit(2);
}
const once = words.includes('--once');
const problemsOnly = words.includes('--problems');

const interrupted = new AbortController();
const interruption = new Promise<false>((resolve) =>
  interrupted.signal.addEventListener('abort', () => resolve(false), { once: true }),
);
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

/** Counts the publications of a run on a terminal. */
let progress: Counter | undefined;

const machine = {
  env: process.env,
  now: () => clock.now(),
  ledger: openLedger(process.env),
  // The report of a run shows the contents of its log.
  log: (_level: string, message: string) => {
    if (message === 'published' || message === 'not published') progress?.count();
  },
};
const functions = functionsFor(registries).map(({ name, cadenceMs, make }) => ({
  name,
  cadenceMs,
  handler: make(registries, machine),
  dueAt: clock.now().getTime(),
}));

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
  if (once && interrupted.signal.aborted) process.exit(130); // the interrupted run still waits for the sandbox
}

function printIntroduction(): void {
  const every = new Intl.ListFormat('en-GB').format(
    functions.map(({ name, cadenceMs }) => `${name} every ${duration(cadenceMs)}`),
  );
  const google = registries.registries.flatMap(googleIdentitiesOf).length > 0;
  console.log(
    `Rehearsing ${registriesFile}: the real functions, against clouds on loopback. Nothing leaves this machine.\n`,
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

/** Runs every function that is due. True if every secret was published and every image could be pulled. */
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
  const { report, failure } = await reportOf(name, () =>
    handler(scheduledEvent(clock.now()), lambdaContext(name)),
  );
  const well = await show(report, registries, sandbox, { problemsOnly });
  if (failure !== undefined)
    console.error(`\n${styleText('red', wrapAfter('', failure, process.stderr.columns))}`);
  return well;
}

async function reportOf(
  name: RefreshFunction,
  work: () => Promise<Report>,
): Promise<{ report: Report; failure?: string }> {
  using counting = counter(process.stderr, 'secrets', publicationsOf({ config: registries, name }));
  progress = counting;
  try {
    return { report: await work() };
  } catch (error) {
    if (error instanceof RefreshFailed) return { report: error.report, failure: error.message };
    throw error;
  }
}
