import { parseArgs } from 'node:util';
import type { Config } from '../../lib/config/config.ts';
import { ConfigError } from '../../lib/config/file/config-error.ts';
import { roleNameOf, tableNameOf } from '../../lib/deployment/names.ts';
import { type CheckResult, GROUPS, type Outcome } from '../../lib/doctor/check.ts';
import { checksFor } from '../../lib/doctor/checks.ts';
import { deployedChecks } from '../../lib/doctor/deployed-checks.ts';
import { deployedReport } from '../../lib/doctor/deployed-report.ts';
import { examine } from '../../lib/doctor/examine.ts';
import type { Patient } from '../../lib/doctor/patient.ts';
import { type Colour, painter } from '../../lib/text/paint.ts';
import manifest from '../../package.json' with { type: 'json' };
import { awsCommand, invokeWith } from '../aws-command.ts';
import { accountIn, DEPLOYMENT_OPTIONS, deploymentIn } from '../aws-names.ts';
import { type Command, EXIT, type ExitCode, type Terminal } from '../command.ts';
import { readRegistries } from '../registries.ts';

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'ask everything that the next run stands on, and change nothing',
  usage: `pullkeeper doctor [options]

Asks whether the config, the credentials at hand, each identity, each backend and the clock are as the next run needs
them, and says what to do where they are not. Identities mint, and what they mint is thrown away; nothing is written.

  --registries FILE   another registries.yml
  --account ID        the account that the functions run in, to be told if it is not this one
  --stage prod        their stage
  --region us-east-1  their region
  --offline           ask nobody: the config alone
  --deployed          ask the deployment itself, by the aws command, and print a report for an issue: no secret, no
                      host and no account is in it
  --json              for machines

Exits with 0, or with 1 where anything is wrong; what is doubtful or could not be asked is not.
`,
  async run(args, terminal) {
    const { values } = parseArgs({
      args,
      options: {
        ...DEPLOYMENT_OPTIONS,
        offline: { type: 'boolean', default: false },
        deployed: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    });
    if (values.deployed) return reportOnDeployment(values, terminal);
    const results = await resultsFor(values, terminal);
    terminal.stdout.write(values.json ? `${JSON.stringify(results, null, 2)}\n` : inText(results, terminal));
    return results.some(({ outcome }) => outcome === 'wrong') ? EXIT.findings : EXIT.clean;
  },
};

async function reportOnDeployment(
  { registries, ...given }: Pick<Options, 'stage' | 'region' | 'registries'>,
  terminal: Terminal,
): Promise<ExitCode> {
  const { stage, region } = deploymentIn(given);
  const config = await readRegistries(terminal, registries);
  const aws = awsCommand(region, terminal.env);
  const invoke: Parameters<typeof deployedChecks>[0]['invoke'] = (...asked) => invokeWith(aws, ...asked);
  const results = await examine(
    deployedChecks({ config, stack: `pullkeeper-${stage}`, aws, invoke }),
    120_000,
  );
  terminal.stdout.write(
    deployedReport(results, config, { version: manifest.version, node: process.version, region }),
  );
  return results.some(({ outcome }) => outcome === 'wrong') ? EXIT.findings : EXIT.clean;
}

interface Options {
  account?: string;
  stage: string;
  region: string;
  registries?: string;
  offline: boolean;
}

/** What is wrong with a registries.yml is a finding of the doctor; nothing else can be asked then. */
async function resultsFor({ registries, ...given }: Options, terminal: Terminal): Promise<CheckResult[]> {
  const options = deploymentIn(given);
  try {
    const config = await readRegistries(terminal, registries);
    return await examine(checksFor(patientOf(config, options, terminal), options));
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [{ group: 'config', name: 'registries.yml', outcome: 'wrong', says: error.message }];
  }
}

function patientOf(
  config: Config,
  { account, ...deployment }: Omit<Options, 'registries'>,
  { env, now }: Terminal,
): Patient {
  return {
    config,
    env: { ...env, AWS_REGION: deployment.region },
    now,
    roles: {
      refreshEcr: roleNameOf('refreshEcr', deployment),
      refreshArtifactRegistry: roleNameOf('refreshArtifactRegistry', deployment),
      refreshStored: roleNameOf('refreshStored', deployment),
    },
    table: env.PULLKEEPER_TABLE ?? tableNameOf(deployment.stage),
    account: account === undefined ? undefined : accountIn(account),
  };
}

const COLOURS: Record<Outcome, Colour> = {
  fine: 'green',
  warning: 'yellow',
  wrong: 'red',
  'not asked': 'cyan',
};
const WIDTH = Math.max(...Object.keys(COLOURS).map(({ length }) => length));

function inText(results: readonly CheckResult[], { colours }: Terminal): string {
  const paint = painter(colours);
  const told = new Set<string>();
  const once = (label: string, text: string | undefined) => {
    if (text === undefined || told.has(text)) return [];
    told.add(text);
    return [`${INDENT}${label}: ${text}`];
  };
  const line = ({ outcome, name, says, cause, hint }: CheckResult) =>
    [
      `  ${paint(COLOURS[outcome], outcome.padEnd(WIDTH))}  ${name}: ${says.replaceAll('\n', `\n${INDENT}`)}`,
      ...once('cause', cause),
      ...once('do', hint),
    ].join('\n');
  const paragraphs = GROUPS.flatMap((group) => {
    const lines = results.filter((result) => result.group === group).map(line);
    return lines.length === 0 ? [] : [[group, ...lines].join('\n')];
  });
  return `${[...paragraphs, summary(results)].join('\n\n')}\n`;
}

const INDENT = ' '.repeat(WIDTH + 4);

function summary(results: readonly CheckResult[]): string {
  const counts = (['wrong', 'warning', 'not asked', 'fine'] as const).flatMap((outcome) => {
    const found = results.filter((result) => result.outcome === outcome).length;
    return found === 0 ? [] : `${found} ${outcome}`;
  });
  const end = results.some(({ outcome }) => outcome === 'wrong')
    ? 'Mend what is wrong from the top: what comes later often follows from it.'
    : 'Nothing is known to stand in the way of the next run.';
  return `${counts.join(', ')}. ${end}`;
}
