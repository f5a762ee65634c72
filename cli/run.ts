import { Failure } from '../lib/failure.ts';
import { visible, visibleLines } from '../lib/secrecy/visible.ts';
import { didYouMean } from '../lib/text/nearest.ts';
import { wrapAfter } from '../lib/text/wrap.ts';
import {
  type Command,
  type CommandLoader,
  EXIT,
  type ExitCode,
  type Terminal,
  UsageError,
} from './command.ts';
import { usageText } from './usage-text.ts';
import { readVersion } from './version.ts';

/** Finds the command and runs it. Every error becomes a message and an exit code, never a stack trace. */
export async function run(
  args: string[],
  commands: readonly CommandLoader[],
  terminal: Terminal,
): Promise<ExitCode> {
  const [name] = args;
  if (name === undefined || name === 'help' || name === '--help' || name === '-h') {
    terminal.stdout.write(await overview(commands, terminal));
    return name === undefined ? EXIT.usage : EXIT.clean;
  }
  if (name === '--version' || name === '-v') {
    terminal.stdout.write(`pullkeeper ${await readVersion()}\n`);
    return EXIT.clean;
  }
  const found = commands.find((one) => wordsOf(one).every((word, index) => args[index] === word));
  if (!found) {
    const group = commands.filter((one) => wordsOf(one)[0] === name && wordsOf(one).length > 1);
    if (group.length > 0 && (args[1] === '--help' || args[1] === '-h')) {
      terminal.stdout.write(await overview(group, terminal, `pullkeeper ${name} <command> [options]`));
      return EXIT.clean;
    }
    const text = `pullkeeper: ${unknown(args, commands)}\n\n${await overview(commands, terminal)}`;
    terminal.stderr.write(visibleLines(text));
    return EXIT.usage;
  }
  const command = await found.load();
  const rest = args.slice(wordsOf(found).length);
  if (rest.includes('--help') || rest.includes('-h')) {
    terminal.stdout.write(usageText(command.usage, terminal.columns));
    return EXIT.clean;
  }
  try {
    return await command.run(rest, terminal);
  } catch (error) {
    return report(error, command, terminal);
  }
}

/** A command may be of two words: what it does, and for whom. */
function wordsOf({ name }: CommandLoader): string[] {
  return name.split(' ');
}

function unknown([name = '', next]: string[], commands: readonly CommandLoader[]): string {
  const first = commands.some((one) => wordsOf(one)[0] === name);
  const typed = first && next !== undefined ? `${name} ${next}` : name;
  const names = commands.map((one) => one.name);
  return `there is no command "${visible(typed)}"${didYouMean(typed, names)}`;
}

function report(error: unknown, command: Command, { stderr, columns }: Terminal): ExitCode {
  if (isUsageError(error)) {
    const message = unknownOption(error, command) ?? error.message;
    stderr.write(
      visibleLines(`pullkeeper ${command.name}: ${message}\n\n${usageText(command.usage, columns)}`),
    );
    return EXIT.usage;
  }
  const message = error instanceof Error ? error.message : 'failed';
  const hint = error instanceof Failure ? error.hint : undefined;
  const lines = [`pullkeeper ${command.name}: ${message}`, ...(hint ? [hint] : [])];
  stderr.write(`${lines.map((text) => wrapAfter('', visibleLines(text), columns)).join('\n')}\n`);
  return EXIT.failed;
}

/** The usage of a command names all its options. */
function unknownOption(error: Error, { usage }: Command): string | undefined {
  const [, typed] = /^Unknown option '(--?[^' ]+)'/.exec(error.message) ?? [];
  if (typed === undefined) return undefined;
  return `there is no option "${typed}"${didYouMean(typed, new Set(usage.match(/--[a-z][a-z-]*/g)))}`;
}

/** Node's parser of arguments reports its errors by a code. */
function isUsageError(error: unknown): error is Error {
  if (error instanceof UsageError) return true;
  return error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS');
}

async function overview(
  loaders: readonly CommandLoader[],
  { columns }: Pick<Terminal, 'columns'>,
  title = 'pullkeeper <command> [options]',
): Promise<string> {
  const commands = await Promise.all(loaders.map((loader) => loader.load()));
  const width = Math.max(...commands.map(({ name }) => name.length));
  const lines = commands.map(({ name, summary }) => wrapAfter(`  ${name.padEnd(width)}  `, summary, columns));
  return `${title}\n\n${lines.join('\n')}\n\n"pullkeeper <command> --help" explains each.\n`;
}
