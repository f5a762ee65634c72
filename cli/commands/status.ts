import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { tableNameOf } from '../../lib/deployment/names.ts';
import { openLedger } from '../../lib/ledger/index.ts';
import { isInDanger } from '../../lib/status/state.ts';
import { statusOf } from '../../lib/status/status.ts';
import { formatStatus } from '../../lib/status/text.ts';
import { deploymentIn } from '../aws-names.ts';
import { type Command, EXIT, type Terminal, UsageError } from '../command.ts';
import { readRegistries } from '../registries.ts';

export const statusCommand: Command = {
  name: 'status',
  summary: 'show how long every published secret lives, what dies first at the top',
  usage: `pullkeeper status [--stage STAGE | --table NAME] [--region REGION] [--registries FILE] [--json]

Shows how long every publication of registries.yml lives, what dies first at the top, and what is wrong with it.

  --stage STAGE       what is deployed under this stage, such as prod; without it, the ledger of this machine
  --table NAME        the table of what is deployed, by its name (PULLKEEPER_TABLE)
  --region REGION     where it is deployed (AWS_REGION)
  --registries FILE   another registries.yml
  --json              for machines, as GET /v1/status answers

Exits with 0 when all is well or may mend itself, 1 when a secret is dead, was never published, has less to live than a
healthy one ever has, or has missed a run; 2 when called wrongly, 3 when something failed.
`,
  async run(args, terminal) {
    const { stage, table, region, registries, json } = parseArgs({
      args,
      options: {
        stage: { type: 'string' },
        table: { type: 'string' },
        region: { type: 'string' },
        registries: { type: 'string' },
        json: { type: 'boolean', default: false },
      },
    }).values;
    if (stage !== undefined && table !== undefined) {
      throw new UsageError('say --stage or --table, not both: each names a table');
    }
    deploymentIn({ stage, region });
    const config = await readRegistries(terminal, registries);
    const place = { table: table ?? (stage === undefined ? undefined : tableNameOf(stage)), region };
    const ledger = openLedger(environmentWith(place, terminal));
    const status = statusOf(config, await ledger.entries(), terminal.now());
    terminal.stdout.write(
      json
        ? `${JSON.stringify(status, null, 2)}\n`
        : formatStatus(status, {
            colours: terminal.colours,
            width: terminal.columns,
            deployed: optionsOf({ stage, region }),
          }),
    );
    return isInDanger(status.state) ? EXIT.findings : EXIT.clean;
  },
};

/** Whoever looks at one stage must not be told to run another. */
function optionsOf(deployed: Record<string, string | undefined>): string {
  return Object.entries(deployed)
    .flatMap(([name, value]) => (value === undefined ? [] : `--${name} ${value}`))
    .join(' ');
}

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
