import { parseArgs } from 'node:util';
import type { Config } from '../../lib/config/config.ts';
import { ConfigError } from '../../lib/config/file/config-error.ts';
import { roleNameOf, tableNameOf } from '../../lib/deployment/names.ts';
import type { Check, CheckResult } from '../../lib/doctor/check.ts';
import { checksFor } from '../../lib/doctor/checks.ts';
import { deployedChecks } from '../../lib/doctor/deployed-checks.ts';
import { deployedReport } from '../../lib/doctor/deployed-report.ts';
import { runChecks } from '../../lib/doctor/run-checks.ts';
import type { DoctorTarget } from '../../lib/doctor/target.ts';
import { doctorText } from '../../lib/doctor/text.ts';
import manifest from '../../package.json' with { type: 'json' };
import { awsCommand, invokeWith } from '../aws-command.ts';
import { accountIn, DEPLOYMENT_OPTIONS, deploymentIn } from '../aws-names.ts';
import { type Command, EXIT, type ExitCode, type Terminal, UsageError } from '../command.ts';
import { counter } from '../counter.ts';
import { environmentWith } from '../ledger-place.ts';
import { hasLedger } from '../ledger-to-read.ts';
import { readRegistries } from '../registries.ts';

export const doctorCommand: Command = {
  name: 'doctor',
  summary: 'check everything that the next run needs, and change nothing',
  usage: `pullkeeper doctor [options]

Checks the config, your credentials, the ledger, the clock, and each role, identity, backend and registry that the next run needs.
Prints what to do about each problem. Identities mint, and the tokens are thrown away. Nothing is written.

  --registries FILE   another registries.yml
  --account ID        the account that the functions run in: a problem if you are signed in to another
  --stage prod        their stage
  --region us-east-1  their region
  --local             check the runs of "pullkeeper refresh" and "serve" on this machine, with its ledger and your own
                      rights; the default where .pullkeeper has a ledger, and no account, stage or region is given
  --offline           check only the config; make no network call
  --deployed          check the deployment itself with the aws command, and print a report for an issue, without secrets,
                      hosts and account numbers
  --problems          leave out what is fine
  --json              for machines

Exits with 0; or with 1 if anything is wrong. A warning, or a check that could not be made, does not count.
`,
  async run(args, terminal) {
    const { stage, region, ...values } = parseArgs({
      args,
      options: {
        account: { type: 'string' },
        stage: { type: 'string' },
        region: { type: 'string' },
        registries: { type: 'string' },
        offline: { type: 'boolean', default: false },
        local: { type: 'boolean', default: false },
        deployed: { type: 'boolean', default: false },
        problems: { type: 'boolean', default: false },
        json: { type: 'boolean', default: false },
      },
    }).values;
    const deployment = {
      stage: stage ?? DEPLOYMENT_OPTIONS.stage.default,
      region: region ?? DEPLOYMENT_OPTIONS.region.default,
    };
    if (values.deployed) return reportOnDeployment({ ...values, ...deployment }, terminal);
    const isNamed = [stage, region, values.account].some((name) => name !== undefined);
    if (values.local && isNamed) {
      throw new UsageError('say --local, or name a deployment with --account, --stage or --region');
    }
    const hasTable = terminal.env.PULLKEEPER_TABLE !== undefined;
    const isLocal = values.local || (!isNamed && !hasTable && hasLedger(terminal));
    const results = await resultsFor({ ...values, ...deployment, isLocal }, terminal);
    const { colours, columns: width } = terminal;
    terminal.stdout.write(
      values.json
        ? `${JSON.stringify(results, null, 2)}\n`
        : doctorText(results, { colours, width, problemsOnly: values.problems }),
    );
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
  const checks = deployedChecks({ config, stack: `pullkeeper-${stage}`, aws, invoke });
  const results = await runChecksWithCounter(checks, terminal, 120_000);
  terminal.stdout.write(
    deployedReport(results, config, { version: manifest.version, node: process.version, region }),
  );
  return results.some(({ outcome }) => outcome === 'wrong') ? EXIT.findings : EXIT.clean;
}

/** Checks take seconds: a terminal shows how many are done. */
async function runChecksWithCounter(
  checks: Check[],
  { stderr }: Terminal,
  longestMs?: number,
): Promise<CheckResult[]> {
  using progress = counter(stderr, 'checks', checks.length);
  return await runChecks(checks, longestMs, () => progress.count());
}

interface Options {
  account?: string;
  stage: string;
  region: string;
  registries?: string;
  offline: boolean;
  isLocal: boolean;
}

/** A mistake in registries.yml is a finding of doctor. Then nothing else can be checked. */
async function resultsFor({ registries, ...given }: Options, terminal: Terminal): Promise<CheckResult[]> {
  const options = deploymentIn(given);
  try {
    const config = await readRegistries(terminal, registries);
    return await runChecksWithCounter(checksFor(targetOf(config, options, terminal), options), terminal);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return [{ group: 'config', name: 'registries.yml', outcome: 'wrong', says: error.message }];
  }
}

function targetOf(
  config: Config,
  { account, isLocal, ...deployment }: Omit<Options, 'registries'>,
  terminal: Terminal,
): DoctorTarget {
  const { env, now } = terminal;
  return {
    config,
    env: { ...environmentWith({}, terminal), AWS_REGION: deployment.region },
    now,
    roles: {
      refreshEcr: roleNameOf('refreshEcr', deployment),
      refreshArtifactRegistry: roleNameOf('refreshArtifactRegistry', deployment),
      refreshStored: roleNameOf('refreshStored', deployment),
      refreshTokens: roleNameOf('refreshTokens', deployment),
    },
    table: isLocal ? undefined : (env.PULLKEEPER_TABLE ?? tableNameOf(deployment.stage)),
    account: account === undefined ? undefined : accountIn(account),
  };
}
