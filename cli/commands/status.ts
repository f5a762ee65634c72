import { parseArgs } from 'node:util';
import { openLedger } from '../../lib/ledger/index.ts';
import { documentOf } from '../../lib/status/document.ts';
import { isInDanger } from '../../lib/status/state.ts';
import { statusOf } from '../../lib/status/status.ts';
import { formatStatus } from '../../lib/status/text.ts';
import { type Command, EXIT } from '../command.ts';
import { environmentWith, LEDGER_OPTIONS } from '../ledger-place.ts';
import { ledgerToRead } from '../ledger-to-read.ts';
import { readRegistries } from '../registries.ts';

export const statusCommand: Command = {
  name: 'status',
  summary: 'show how long every published secret lives, the first to die at the top',
  usage: `pullkeeper status [--stage STAGE | --table NAME] [--region REGION] [--registries FILE] [--problems] [--json]

Shows how long every publication of registries.yml lives, the first to die at the top; and what is wrong, with what to do.

  --stage STAGE       look at the deployment of this stage
  --table NAME        look at this table of a deployment (PULLKEEPER_TABLE)
  --region REGION     the region of the deployment (AWS_REGION; us-east-1)
  --registries FILE   another registries.yml
  --problems          leave out the rows in which nothing is wrong
  --json              for machines, as GET /v1/status answers

Without --stage and --table: the ledger in .pullkeeper, which "pullkeeper refresh" writes. If there is none, and there are
AWS credentials, the deployment of stage prod.

Exits with 0 when all is well, or only the last run failed; 1 when a secret is dead, was never published, is low or has
missed a run; 2 when called wrongly; 3 when the ledger could not be read.
`,
  async run(args, terminal) {
    const { registries, json, problems, ...given } = parseArgs({
      args,
      options: {
        ...LEDGER_OPTIONS,
        registries: { type: 'string' },
        problems: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    }).values;
    environmentWith(given, terminal); // a mistake in the options comes before one in the file
    const config = await readRegistries(terminal, registries);
    const { env, commands } = ledgerToRead(given, terminal);
    const status = statusOf(config, await openLedger(env).entries(), terminal.now());
    terminal.stdout.write(
      json
        ? `${JSON.stringify(documentOf(status, commands), null, 2)}\n`
        : formatStatus(status, {
            colours: terminal.colours,
            width: terminal.columns,
            commands,
            problemsOnly: problems,
          }),
    );
    return isInDanger(status.state) ? EXIT.findings : EXIT.clean;
  },
};
