import type { Readable, Writable } from 'node:stream';

/** What a command uses besides the file system, so that a test can replace the terminal. */
export interface Terminal {
  cwd: string;
  stdin: Readable;
  stdout: Writable;
  stderr: Writable;
  colours: boolean;
  /** How many characters a line has. Undefined without a terminal. */
  columns: number | undefined;
  env: NodeJS.ProcessEnv;
  now: () => Date;
}

/** One subcommand. A new one is a file under commands/, and a line in its index. */
export interface Command {
  name: string;
  summary: string;
  usage: string;
  run(args: string[], terminal: Terminal): Promise<ExitCode>;
}

/** A command by its name, loaded when it is called. */
export interface CommandLoader {
  name: string;
  load(): Promise<Command>;
}

/** The exit codes of all commands. */
export const EXIT = {
  clean: 0,
  findings: 1,
  usage: 2,
  failed: 3,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** The command was called with wrong options or arguments. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}
