import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';
import { Failure } from '../lib/failure.ts';
import { stateFolder } from '../lib/ledger/index.ts';
import { deployedCommands, LOCAL_COMMANDS } from '../lib/status/commands.ts';
import type { Commands } from '../lib/status/remarks.ts';
import type { Terminal } from './command.ts';
import { environmentWith } from './ledger-place.ts';

type Given = Parameters<typeof environmentWith>[0];

/** The named ledger; or the one of this machine; or the one of stage prod, the usual stage. */
export function ledgerToRead(
  given: Given,
  terminal: Terminal,
  { mayBeMissing = false } = {},
): { env: NodeJS.ProcessEnv; commands: Commands } {
  const env = environmentWith(given, terminal);
  if (env.PULLKEEPER_TABLE) return { env, commands: commandsFor(given, env) };
  if (terminal.env.PULLKEEPER_STATE !== undefined || hasLedger(terminal))
    return { env, commands: LOCAL_COMMANDS };
  if (mayBeMissing && !hasAwsCredentials(terminal.env)) return { env, commands: LOCAL_COMMANDS };
  if (hasAwsCredentials(terminal.env)) return ledgerToRead({ ...given, stage: 'prod' }, terminal);
  throw new Failure('invalid', 'there is no ledger here, in .pullkeeper, and there are no AWS credentials', {
    hint: 'Did you mean --stage prod? Sign in to AWS first. To publish from this machine: npx pullkeeper refresh',
  });
}

/** Whether a run on this machine has left a ledger. */
export function hasLedger({ cwd, env }: Terminal): boolean {
  return existsSync(resolve(cwd, stateFolder(env), 'ledger.json'));
}

/** Returns the commands for a deployment if the ledger is a table, and otherwise those for this machine. */
export function commandsFor(
  { stage, region }: Given,
  { PULLKEEPER_TABLE: table }: NodeJS.ProcessEnv,
): Commands {
  return table ? deployedCommands({ stage, region }) : LOCAL_COMMANDS;
}

/**
 * The places where the AWS SDK looks first. On machines with credentials from their host, users must name the stage.
 */
function hasAwsCredentials(env: NodeJS.ProcessEnv): boolean {
  const variables = ['AWS_ACCESS_KEY_ID', 'AWS_PROFILE', 'AWS_WEB_IDENTITY_TOKEN_FILE'];
  const files = [
    env.AWS_SHARED_CREDENTIALS_FILE ?? join(env.HOME ?? homedir(), '.aws', 'credentials'),
    env.AWS_CONFIG_FILE ?? join(env.HOME ?? homedir(), '.aws', 'config'),
  ];
  return variables.some((name) => env[name]) || files.some((file) => existsSync(file));
}
