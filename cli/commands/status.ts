import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { openLedger } from '../../lib/ledger/index.ts';
import { isInDanger } from '../../lib/status/state.ts';
import { statusOf } from '../../lib/status/status.ts';
import { formatStatus } from '../../lib/status/text.ts';
import { type Command, EXIT, type Terminal } from '../command.ts';
import { readRegistries } from '../registries.ts';

export const statusCommand: Command = {
  name: 'status',
  summary: 'show how long every published secret lives, what dies first at the top',
  usage: `pullkeeper status [--table NAME [--region REGION]] [--registries FILE] [--json]

Shows how long every publication of registries.yml lives, what dies first at the top, and what is wrong with it.

  --table NAME        the DynamoDB table of what is deployed (PULLKEEPER_TABLE); without it, the ledger of this machine
  --region REGION     the region of the table (AWS_REGION)
  --registries FILE   another registries.yml
  --json              for machines, as GET /v1/status answers

Exits with 0 when all is well or may mend itself, 1 when a secret is dead, was never published, has less to live than a
healthy one ever has, or has missed a run; 2 when called wrongly, 3 when something failed.
`,
  async run(args, terminal) {
    const { table, region, registries, json } = parseArgs({
      args,
      options: {
        table: { type: 'string' },
        region: { type: 'string' },
        registries: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    }).values;
    const config = await readRegistries(terminal, registries);
    const ledger = openLedger(environmentWith({ table, region }, terminal));
    const status = statusOf(config, await ledger.entries(), terminal.now());
    terminal.stdout.write(
      json
        ? `${JSON.stringify(status, null, 2)}\n`
        : formatStatus(status, { colours: terminal.colours, width: terminal.columns }),
    );
    return isInDanger(status.state) ? EXIT.findings : EXIT.clean;
  },
};

/** What is asked for by hand stands above what the environment says. */
function environmentWith(
  { table, region }: { table: string | undefined; region: string | undefined },
  { cwd, env }: Terminal,
): NodeJS.ProcessEnv {
  return {
    ...env,
    PULLKEEPER_STATE: resolve(cwd, env.PULLKEEPER_STATE ?? '.pullkeeper'),
    ...(table !== undefined && { PULLKEEPER_TABLE: table }),
    ...(region !== undefined && { AWS_REGION: region }),
  };
}
