import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { Failure } from '../../lib/failure.ts';
import { openLedger } from '../../lib/ledger/index.ts';
import { deployedCommands, LOCAL_COMMANDS } from '../../lib/status/commands.ts';
import type { Commands } from '../../lib/status/remarks.ts';
import { isInDanger } from '../../lib/status/state.ts';
import { statusOf } from '../../lib/status/status.ts';
import { formatStatus } from '../../lib/status/text.ts';
import { type Command, EXIT, type Terminal } from '../command.ts';
import { environmentWith, LEDGER_OPTIONS } from '../ledger-place.ts';
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
        ? `${JSON.stringify(status, null, 2)}\n`
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

type Given = Parameters<typeof environmentWith>[0];

/** The ledger that was named; or the one of this machine; or the one of stage prod, which most deployments are. */
function ledgerToRead(given: Given, terminal: Terminal): { env: NodeJS.ProcessEnv; commands: Commands } {
  const { stage, table, region } = given;
  const env = environmentWith(given, terminal);
  const deployed = { env, commands: deployedCommands(optionsOf({ stage, region })) };
  if (stage !== undefined || table !== undefined || env.PULLKEEPER_TABLE) return deployed;
  const folder = env.PULLKEEPER_STATE ?? '.pullkeeper';
  if (terminal.env.PULLKEEPER_STATE !== undefined || existsSync(resolve(folder, 'ledger.json')))
    return { env, commands: LOCAL_COMMANDS };
  if (hasAwsCredentials(terminal.env)) return ledgerToRead({ ...given, stage: 'prod' }, terminal);
  throw new Failure('invalid', 'there is no ledger here, in .pullkeeper, and there are no AWS credentials', {
    hint: 'did you mean --stage prod? Sign in to AWS first. To publish from this machine: npx pullkeeper refresh',
  });
}

/** Where the AWS SDK looks first. Machines that get credentials from their host name the stage. */
function hasAwsCredentials(env: NodeJS.ProcessEnv): boolean {
  const variables = ['AWS_ACCESS_KEY_ID', 'AWS_PROFILE', 'AWS_WEB_IDENTITY_TOKEN_FILE'];
  const files = [
    env.AWS_SHARED_CREDENTIALS_FILE ?? join(env.HOME ?? homedir(), '.aws', 'credentials'),
    env.AWS_CONFIG_FILE ?? join(env.HOME ?? homedir(), '.aws', 'config'),
  ];
  return variables.some((name) => env[name]) || files.some((file) => existsSync(file));
}

/** The commands in the table repeat the options of this command: they must not run another stage. */
function optionsOf(deployed: Record<string, string | undefined>): string {
  return Object.entries(deployed)
    .flatMap(([name, value]) => (value === undefined ? [] : `--${name} ${value}`))
    .join(' ');
}
