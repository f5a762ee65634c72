import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { FORMATS } from '../../lib/config/schema/schema-parts.ts';
import { parseHost } from '../../lib/hosts/parse.ts';
import type { RegistryHost } from '../../lib/hosts/registry-host.ts';
import { type Inspection, inspectValue } from '../../lib/inspect/inspect.ts';
import { didYouMean } from '../../lib/text/nearest.ts';
import { painter } from '../../lib/text/paint.ts';
import { wrapAfter } from '../../lib/text/wrap.ts';
import { type Command, EXIT, type Terminal, UsageError } from '../command.ts';

export const inspectCommand: Command = {
  name: 'inspect',
  summary: 'find what is wrong with the encoding of one secret value',
  usage: `<command that prints the value> | pullkeeper inspect [--host HOST] [--format FORMAT] [--json]

Reads one value from standard input and reports what is wrong with it. The value is never printed:
  aws secretsmanager get-secret-value --secret-id NAME --query SecretString --output text | pullkeeper inspect

  --host HOST       the registry of the value: user and token are compared with it
  --format FORMAT   ${FORMATS.join(', ')};
                    default docker-auth, or docker-config-json for a value that looks like one
  --json            for machines

Exits with 0 when the value has a valid form, 1 when something is wrong, 2 when called wrongly, 3 when something failed.
`,
  async run(args, terminal) {
    const { host, format, json } = parse(args);
    const value = await read(terminal.stdin);
    const inspection = inspectValue(value, { host, format, now: terminal.now() });
    terminal.stdout.write(json ? `${JSON.stringify(inspection, null, 2)}\n` : inText(inspection, terminal));
    return inspection.sound ? EXIT.clean : EXIT.findings;
  },
};

/** Without the words that were typed: they may be the value. */
const PIPE_IT = 'pipe the value in: never type it, and never give it as an argument';

function parse(args: string[]) {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      host: { type: 'string' },
      format: { type: 'string' },
      json: { type: 'boolean', default: false },
    },
  });
  if (positionals.length > 0) throw new UsageError(PIPE_IT);
  const format = FORMATS.find((one) => one === values.format);
  if (values.format !== undefined && format === undefined) {
    throw new UsageError(
      `--format takes ${FORMATS.join(', ')}, not "${values.format}"${didYouMean(values.format, FORMATS)}`,
    );
  }
  return { host: values.host === undefined ? undefined : hostNamed(values.host), format, json: values.json };
}

function hostNamed(text: string): RegistryHost {
  const parsed = parseHost(text);
  if (parsed.ok) return parsed.host;
  const { message, suggestion } = parsed.problem;
  throw new UsageError(
    `--host: ${message}${suggestion === undefined ? '' : ` Did you mean "${suggestion}"?`}`,
  );
}

/** Reads standard input. A terminal would wait without a prompt, and the secret would stay in its scrollback. */
async function read(stdin: Readable): Promise<Buffer> {
  if ('isTTY' in stdin && stdin.isTTY === true) {
    throw new UsageError(PIPE_IT);
  }
  return buffer(stdin);
}

const COLOURS = { wrong: 'red', doubtful: 'yellow' } as const;

function inText(
  { format, bytes, sound, defects, seen, remedy }: Inspection,
  { colours, columns }: Terminal,
): string {
  const paint = painter(colours);
  const found = defects.map(
    ({ severity, is, hint }) =>
      `${wrapAfter(`${paint(COLOURS[severity], severity)}  `, `the value ${is}`, columns)}\n${wrapAfter('    ', hint, columns)}`,
  );
  const head = `${bytes} ${bytes === 1 ? 'byte' : 'bytes'}, read as ${format}.`;
  const end = sound
    ? paint('green', 'The value has a valid form. Whether the registry accepts it, doctor checks.')
    : `This prints a valid value:\n    ${remedy}`;
  return `${[[head, ...seen].join(' '), ...found, end].join('\n\n')}\n`;
}
