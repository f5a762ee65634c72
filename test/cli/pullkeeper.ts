import { Readable, Writable } from 'node:stream';
import { COMMANDS } from '../../cli/commands/index.ts';
import { run } from '../../cli/run.ts';

interface Options {
  cwd?: string;
  stdin?: string;
  colours?: boolean;
  columns?: number;
  env?: NodeJS.ProcessEnv;
  now?: Date;
}

/** Runs the command line in front of a terminal that remembers what was written to it. */
export async function pullkeeper(
  args: string[],
  { cwd = process.cwd(), stdin = '', colours = false, columns, env = {}, now = new Date() }: Options = {},
) {
  const [stdout, stderr] = [sink(), sink()];
  const code = await run(args, COMMANDS, {
    cwd,
    stdin: Readable.from([Buffer.from(stdin)]),
    stdout: stdout.stream,
    stderr: stderr.stream,
    colours,
    columns,
    env,
    now: () => now,
  });
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

function sink() {
  const chunks: string[] = [];
  const stream = new Writable({
    write: (chunk, _encoding, done) => {
      chunks.push(String(chunk));
      done();
    },
  });
  return { stream, text: () => chunks.join('') };
}
