import { wantsColours } from './colours.ts';
import { COMMANDS } from './commands/index.ts';
import { run } from './run.ts';

// The reader of the output may stop early, as "| head" does: the command still runs to its end and its exit code.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
}

process.exitCode = await run(process.argv.slice(2), COMMANDS, {
  cwd: process.cwd(),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  colours: wantsColours(process.stdout, process.env),
  columns: process.stdout.isTTY ? process.stdout.columns : undefined,
  env: process.env,
  now: () => new Date(),
});
