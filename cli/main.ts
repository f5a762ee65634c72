import { wantsColours } from './colours.ts';
import { EXIT } from './command.ts';
import { COMMANDS } from './commands/index.ts';
import { run } from './run.ts';

/** The errors of the output, by their code. The command runs to its end all the same: it may be publishing. */
const unwritten = new Set<string>();
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', ({ code = 'unknown' }: NodeJS.ErrnoException) => {
    // A reader may stop early, as "| head" does.
    if (code === 'EPIPE' || unwritten.has(code)) return;
    unwritten.add(code);
    process.exitCode = EXIT.failed;
    process.stderr.write(`pullkeeper: the output could not be written (${code})\n`);
  });
}

const exitCode = await run(process.argv.slice(2), COMMANDS, {
  cwd: process.cwd(),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  colours: wantsColours(process.stdout, process.env),
  columns: process.stdout.isTTY ? process.stdout.columns : undefined,
  env: process.env,
  now: () => new Date(),
});
process.exitCode ??= exitCode;
