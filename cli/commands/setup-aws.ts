import { resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { parseArgs } from 'node:util';
import { deployed, type Statement } from '../../lib/aws/statement.ts';
import type { Config } from '../../lib/config/config.ts';
import { awsRolesOf } from '../../lib/config/reads.ts';
import { isRefreshFunction, REFRESH_FUNCTION_NAMES } from '../../lib/config/schema/refresh-functions.ts';
import { permissionsOf, pullPermissionsOf } from '../../lib/deployment/permissions.ts';
import { compare, isExact, needsOf } from '../../lib/deployment/policy/compare.ts';
import { parsePolicy } from '../../lib/deployment/policy/document.ts';
import { readText } from '../../lib/files/read-text.ts';
import { partitionOfRegion } from '../../lib/hosts/aws-regions.ts';
import { didYouMean } from '../../lib/text/nearest.ts';
import { type AwsNames, accountIn, DEPLOYMENT_OPTIONS, deploymentIn } from '../aws-names.ts';
import { type Command, EXIT, type Terminal, UsageError } from '../command.ts';
import { readRegistries } from '../registries.ts';
import { awsCommandsFor } from './aws-commands.ts';
import { comparisonText } from './comparison-text.ts';

export const setupAwsCommand: Command = {
  name: 'setup aws',
  summary: 'print the policies for the roles of registries.yml, or check one',
  usage: `pullkeeper setup aws --account <AWS account id> [options]

Prints the aws commands that create the roles of registries.yml: their trust policies and their rights.

  --account ID        the account that the functions run in
  --stage prod        and their stage
  --region us-east-1  and their region
  --registries FILE   another registries.yml
  --for NAME          print only the policy that this identity or function needs, such as refreshEcr
  --check FILE|-      compare a policy with the needs of --for NAME; repeat it for each policy of the role
  --json              print the result as JSON

Exits with 0, or with 1 if a checked policy grants more or less than needed.
`,
  async run(args, terminal) {
    const { names, registries, name, files, json } = parse(args);
    const config = await readRegistries(terminal, registries);
    if (name === undefined) {
      terminal.stdout.write(awsCommandsFor(config, names));
      return EXIT.clean;
    }
    const statements = statementsFor(name, config);
    const where = { ...names, partition: partitionOfRegion(names.region) ?? 'aws' };
    if (files.length === 0) {
      const policy = { Version: '2012-10-17', Statement: deployed(statements, where) };
      terminal.stdout.write(`${JSON.stringify(policy, null, 2)}\n`);
      return EXIT.clean;
    }
    const policies = await Promise.all(files.map((file) => readPolicy(file, terminal)));
    const comparison = compare(policies.flat(), needsOf(statements, where));
    terminal.stdout.write(
      json ? `${JSON.stringify(comparison, null, 2)}\n` : comparisonText(comparison, name),
    );
    return isExact(comparison) ? EXIT.clean : EXIT.findings;
  },
};

function parse(args: string[]) {
  const { values } = parseArgs({
    args,
    options: {
      ...DEPLOYMENT_OPTIONS,
      for: { type: 'string' },
      check: { type: 'string', multiple: true, default: [] },
      json: { type: 'boolean', default: false },
    },
  });
  const { account, stage, region, registries, for: name, check: files, json } = values;
  if (files.length > 0 && name === undefined) {
    throw new UsageError('add --for with the name of the identity or function that has the policy');
  }
  const names: AwsNames = { account: accountIn(account), ...deploymentIn({ stage, region }) };
  return { names, registries, name, files, json };
}

function statementsFor(name: string, config: Config): Statement[] {
  if (isRefreshFunction(name)) return permissionsOf(config, name);
  const roles = [...awsRolesOf(config).keys()];
  if (roles.includes(name)) return pullPermissionsOf(name, config);
  const known = [...roles, ...REFRESH_FUNCTION_NAMES];
  throw new UsageError(
    `--for: no AWS role has the name "${name}"${didYouMean(name, known) || `: ${known.join(', ')}`}`,
  );
}

async function readPolicy(file: string, { cwd, stdin }: Terminal) {
  return file === '-'
    ? parsePolicy(await text(stdin), 'stdin')
    : parsePolicy(await readText(resolve(cwd, file), file, NAME_A_POLICY), file);
}

const NAME_A_POLICY = 'name a policy as JSON, or - for standard input';
