import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import registries, { registriesFile } from '#registries';
import { Failure } from '../lib/failure.ts';
import { MovableClock } from '../sandbox/clock.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import { exitOnFailure } from './rehearsal/exit-on-failure.ts';
import { type DrillFault, faultWords, parseFault, rulesFor } from './rehearsal/faults.ts';
import { createGoogleKeys } from './rehearsal/google-keys.ts';
import { LEDGER_TABLE } from './rehearsal/ledger-table.ts';
import { worldOf } from './rehearsal/world.ts';

/**
 * `npm run sandbox` keeps the clouds of registries.yml running on loopback and prints how to reach them. `npm run
 * sandbox -- <command>` runs one command against them, and ends with its exit code. Each call starts with an empty
 * sandbox. `--fault ecr:denied` before the command makes a service fail.
 */
const { faults, rest } = exitOnFailure(() => readFaults(process.argv.slice(2)));
const [command, ...args] = rest;
const fastMs = faults.reduce((sum, fault) => sum + (fault.kind === 'clock' ? fault.fastMs : 0), 0);
// The functions use the clock of this machine. A fast clock is simulated by clouds that are behind.
const clock = new MovableClock({ start: new Date(Date.now() - fastMs) });
await using sandbox = await startSandbox({ ...worldOf(registries), clock });
for (const rule of faults.flatMap(rulesFor)) sandbox.faults.add(rule);
const folder = await mkdtemp(join(tmpdir(), 'pullkeeper-'));
const environment = {
  ...sandbox.environment(),
  ...(await createGoogleKeys(registries, sandbox)),
  PULLKEEPER_TABLE: LEDGER_TABLE.name,
  PULLKEEPER_DESTDIR: folder,
};

try {
  process.exitCode = command === undefined ? await waitForCtrlC() : await run(command, args);
} finally {
  await rm(folder, { recursive: true, force: true });
}

/** The faults before the command. All later words belong to the command. */
function readFaults(words: string[]): { faults: DrillFault[]; rest: string[] } {
  const faults: DrillFault[] = [];
  let rest = words;
  while (rest[0] === '--fault') {
    const fault = parseFault(rest[1] ?? '', registries);
    if (fault.kind === 'runs' || fault.kind === 'deleted')
      throw new Failure(
        'invalid',
        `only npm start has runs to lose and secrets to delete: ${faultWords(fault)}`,
      );
    faults.push(fault);
    rest = rest.slice(2);
  }
  return { faults, rest };
}

async function waitForCtrlC(): Promise<number> {
  console.log(`The clouds of ${registriesFile} are on loopback until Ctrl-C. In another terminal:\n`);
  for (const [name, value] of Object.entries(environment)) console.log(`export ${name}='${value}'`);
  for (const fault of faults) console.log(`\nFault: ${faultWords(fault)}.`);
  console.log('\nnpx serverless invoke local -f refreshEcr');
  await new Promise((resolve) => process.once('SIGINT', resolve).once('SIGTERM', resolve));
  return 0;
}

function run(name: string, words: string[]): Promise<number> {
  // Printed on stderr, so that the output of the command stays unchanged.
  console.error(
    `${faults.map((fault) => `Fault: ${faultWords(fault)}.\n`).join('')}A new, empty world for this command: nothing is published in it yet, and it ends with the command.\nTo keep one world for several commands: npm run sandbox -- bash`,
  );
  const child = spawn(name, words, { stdio: 'inherit', env: { ...process.env, ...environment } });
  process.on('SIGINT', () => {}); // the child gets the signal too; this process ends with it
  return new Promise((resolve) => {
    child.once('error', (error) => {
      console.error(`cannot run ${name}: ${error.message}`);
      resolve(127);
    });
    child.once('exit', (code, signal) => resolve(code ?? 128 + (signal ? constants.signals[signal] : 0)));
  });
}
