import { Failure } from '../lib/errors.ts';
import { didYouMean } from '../lib/nearest.ts';
import { type Command, EXIT, type ExitCode, type Terminal, UsageError } from './command.ts';

/** Finds the command and runs it; whatever goes wrong becomes a message and an exit code, never a stack trace. */
export async function run(
  args: string[],
  commands: readonly Command[],
  terminal: Terminal,
): Promise<ExitCode> {
  const [name, ...rest] = args;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    terminal.stdout.write(overview(commands));
    return name === undefined ? EXIT.usage : EXIT.clean;
  }
  const command = commands.find((one) => one.name === name);
  if (!command) {
    const guess = didYouMean(
      name,
      commands.map((one) => one.name),
    );
    terminal.stderr.write(`pullkeeper: there is no command "${name}"${guess}\n\n${overview(commands)}`);
    return EXIT.usage;
  }
  if (rest.includes('--help') || rest.includes('-h')) {
    terminal.stdout.write(command.usage);
    return EXIT.clean;
  }
  try {
    return await command.run(rest, terminal);
  } catch (error) {
    return report(error, command, terminal);
  }
}

function report(error: unknown, command: Command, { stderr }: Terminal): ExitCode {
  if (isUsageError(error)) {
    stderr.write(`pullkeeper ${command.name}: ${error.message}\n\n${command.usage}`);
    return EXIT.usage;
  }
  const hint = error instanceof Failure && error.hint ? `\n${error.hint}` : '';
  stderr.write(`pullkeeper ${command.name}: ${error instanceof Error ? error.message : 'failed'}${hint}\n`);
  return EXIT.failed;
}

/** Node's own parser of arguments says what it does not understand by a code. */
function isUsageError(error: unknown): error is Error {
  if (error instanceof UsageError) return true;
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

function overview(commands: readonly Command[]): string {
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(width)}  ${summary}`);
  return `pullkeeper <command> [options]\n\n${lines.join('\n')}\n\n"pullkeeper <command> --help" explains each.\n`;
}
