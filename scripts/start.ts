import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { styleText } from 'node:util';
import registries, { registriesFile } from '#registries';
import { type Counter, counter } from '../cli/counter.ts';
import { googleIdentitiesOf } from '../lib/config/reads.ts';
import type { RefreshFunction } from '../lib/config/schema/refresh-functions.ts';
import { openLedger } from '../lib/ledger/index.ts';
import type { Report } from '../lib/refresh/report.ts';
import { publicationsOf } from '../lib/refresh/run-function.ts';
import { clockTime } from '../lib/text/clock-time.ts';
import { duration } from '../lib/text/duration.ts';
import { table } from '../lib/text/table.ts';
import { wrapAfter } from '../lib/text/wrap.ts';
import { MovableClock } from '../sandbox/clock.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import { buildPages } from '../web/build.ts';
import { addressesOf } from './rehearsal/backends/index.ts';
import { Drill } from './rehearsal/drill.ts';
import { serveDrill } from './rehearsal/drill-server.ts';
import { exitOnFailure } from './rehearsal/exit-on-failure.ts';
import { faultWords } from './rehearsal/faults.ts';
import { functionsFor } from './rehearsal/functions.ts';
import { createGoogleKeys } from './rehearsal/google-keys.ts';
import { LEDGER_TABLE } from './rehearsal/ledger-table.ts';
import type { Scenario } from './rehearsal/scenarios.ts';
import { show } from './rehearsal/show.ts';
import { readStartOptions } from './rehearsal/start-options.ts';
import { worldOf } from './rehearsal/world.ts';

/** `npm start` rehearses registries.yml: the real functions run against the clouds and the clock of the sandbox. */

const { once, problems, faults, scenario } = exitOnFailure(() =>
  readStartOptions(process.argv.slice(2), registries),
);

/** The speed of the clock: the next refresh comes in six seconds. */
const RATE = once ? 1 : Math.min(...functionsFor(registries).map(({ cadenceMs }) => cadenceMs)) / 6_000;

const interrupted = new AbortController();
const interruption = new Promise<void>((resolve) =>
  interrupted.signal.addEventListener('abort', () => resolve(), { once: true }),
);
process.once('SIGINT', () => interrupted.abort()).once('SIGTERM', () => interrupted.abort());

const folder = await mkdtemp(join(tmpdir(), 'pullkeeper-'));
const sandbox = await startSandbox({ ...worldOf(registries), clock: new MovableClock() });
delete process.env.AWS_PROFILE;
Object.assign(process.env, sandbox.environment(), {
  PULLKEEPER_TABLE: LEDGER_TABLE.name,
  PULLKEEPER_DESTDIR: folder,
});
Object.assign(process.env, await createGoogleKeys(registries, sandbox));

/** Counts the publications of a run on a terminal. */
let progress: Counter | undefined;
/** True as long as every secret was published and every image could be pulled. */
let isWell = true;

const ledger = openLedger(process.env);
const drill = new Drill({
  config: registries,
  sandbox,
  rate: RATE,
  machine: {
    env: process.env,
    now: () => drill.now(),
    ledger,
    // The report of a run shows the contents of its log.
    log: (_level, message) => {
      if (message === 'published' || message === 'not published') progress?.count();
    },
  },
  ...(scenario === undefined && { onStart: printTitle, onEnd: printRun }),
});

try {
  for (const fault of faults) await drill.faults.begin(fault);
  if (once) {
    printIntroduction();
    await Promise.race([drill.runOnce(), interruption]);
    if (interrupted.signal.aborted) isWell = false;
  } else {
    const pages = join(folder, 'pages');
    await buildPages(pages);
    const board = await serveDrill({ config: registries, drill, ledger, folder: pages });
    printIntroduction(`${board.url}/rehearsal`);
    await (scenario === undefined ? drill.run(interrupted.signal) : play(scenario));
    await board.close();
    console.log('\nEnded. Nothing is left behind.');
  }
  process.exitCode = isWell ? 0 : 1;
} finally {
  await sandbox.stop();
  await rm(folder, { recursive: true, force: true });
  if (once && interrupted.signal.aborted) process.exit(130); // the interrupted run still waits for the sandbox
}

function printIntroduction(board?: string): void {
  const every = new Intl.ListFormat('en-GB').format(
    functionsFor(registries).map(({ name, cadenceMs }) => `${name} every ${duration(cadenceMs)}`),
  );
  const google = registries.registries.flatMap(googleIdentitiesOf).length > 0;
  console.log(
    `Rehearsing ${registriesFile}: the real functions, against clouds on loopback. Nothing leaves this machine.\n`,
  );
  const lines = [
    ...(board === undefined ? [] : [['board', board]]),
    ['AWS', sandbox.awsUrl],
    ...(google ? [['Google', sandbox.googleUrl]] : []),
    ['registries', sandbox.registryUrl],
    ...addressesOf(registries, sandbox),
    ...faults.map((fault) => ['fault', faultWords(fault)]),
  ];
  if (!once && scenario === undefined)
    lines.push(['clock', `${every}; a second here is ${duration(RATE * 1_000)} there. Ctrl-C ends it.`]);
  console.log(table(lines));
}

function printTitle(name: RefreshFunction): void {
  console.log(`\n${styleText('bold', clockTime(drill.now()))}  ${name}`);
  progress = counter(process.stderr, 'secrets', publicationsOf({ config: registries, name }));
}

async function printRun(report: Report | undefined, error: Error | undefined): Promise<void> {
  progress?.[Symbol.dispose]();
  const isShown =
    report === undefined || (await show(report, registries, sandbox, { problemsOnly: problems }));
  isWell = isWell && isShown && error === undefined;
  if (error !== undefined)
    console.error(`\n${styleText('red', wrapAfter('', error.message, process.stderr.columns))}`);
}

/** Prints the story of a scenario, not the tables of its runs: only what changes is of interest. */
async function play(played: Scenario): Promise<void> {
  console.log(
    `\n${styleText('bold', played.title)}\n${wrapAfter('', played.shows, process.stdout.columns)}\n`,
  );
  drill.story.onEvent = ({ at, text }) =>
    console.log(wrapAfter(`${clockTime(new Date(at))}  `, text, process.stdout.columns));
  const seen = await drill.play(played, interrupted.signal);
  console.log(`\n${styleText('bold', 'What was seen')}\n${seen.join('\n')}`);
}
