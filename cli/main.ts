import { COMMANDS } from './commands/index.ts';
import { run } from './run.ts';

process.exitCode = await run(process.argv.slice(2), COMMANDS, {
  cwd: process.cwd(),
  stdin: process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  colours: process.stdout.isTTY === true && process.stdout.hasColors(),
  columns: process.stdout.isTTY ? process.stdout.columns : undefined,
  env: process.env,
  now: () => new Date(),
});
