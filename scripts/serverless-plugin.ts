import { registerHooks } from 'node:module';
import { join } from 'node:path';
import registries, { registriesFile } from '#registries';
import { googleIdentitiesOf } from '../lib/config/reads.ts';
import { isRefreshFunction, REFRESH_FUNCTION_NAMES } from '../lib/config/schema/refresh-functions.ts';
import { MOST_SHARDS, parseShards } from '../lib/config/shard.ts';
import { dashboardBody } from '../lib/deployment/alarms/dashboard.ts';
import { alarmResources } from '../lib/deployment/alarms/resources.ts';
import { problemsWithDeployed } from '../lib/deployment/deployed-schedule.ts';
import { problemWithSubject } from '../lib/deployment/google-subject.ts';
import { httpApiOf } from '../lib/deployment/http-api.ts';
import { problemsWithIdentities } from '../lib/deployment/not-in-lambda.ts';
import { permissionsOf } from '../lib/deployment/permissions.ts';
import { problemWithSize } from '../lib/deployment/policy-size.ts';
import { reservedConcurrencyOf } from '../lib/deployment/reserved-concurrency.ts';
import { roles } from '../lib/deployment/roles.ts';
import { canarySchedules, problemsWithShards, refreshSchedules } from '../lib/deployment/schedules.ts';
import { problemsWithNames, problemsWithSize } from '../lib/deployment/template-limits.ts';
import { problemsWithBackends } from '../lib/deployment/unwritable.ts';
import { watchedSecrets } from '../lib/deployment/watched-secrets.ts';
import { Failure, inWords } from '../lib/failure.ts';
import { beginsWithRole } from '../lib/google/identity.ts';
import { usesWebIdentity } from '../lib/google/web-identity.ts';
import { partitionOfRegion } from '../lib/hosts/aws-regions.ts';
import { bundleFunctions } from './bundle/functions.ts';

/** The used part of serverless. Its own types are for the versions with a login. */
interface Serverless {
  serviceDir: string;
  processedInput: { commands: string[] };
  classes: { Error: new (message: string, code: string) => Error };
  extendConfiguration(path: string[], value: unknown): void;
  service: {
    service: string;
    provider: {
      environment: Record<string, unknown>;
      region: string;
      stage: string;
      compiledCloudFormationTemplate: { Resources: Record<string, unknown> };
    };
    functions: Record<string, { name: string; role?: string }>;
    resources: { Resources: Record<string, { Properties: { RoleName?: string } }> };
  };
}

/** Bundles the functions whenever serverless needs them, so that no separate build is needed. */
export default class PullkeeperPlugin {
  readonly hooks: Record<string, () => Promise<void> | void>;

  /** The variables that serverless.yml reads from the code: ${pullkeeper(param, param):httpApi}. */
  readonly configurationVariablesSources: Record<string, { resolve(asked: Asked): { value: unknown } }>;

  constructor(serverless: Serverless) {
    this.configurationVariablesSources = {
      pullkeeper: {
        resolve: ({ address, params = [] }) => ({ value: VARIABLES[address]?.(params, serverless) }),
      },
    };
    const outdir = join(serverless.serviceDir, 'build');
    const build = async () => void (await bundleFunctions(registries, outdir));
    for (const [id, resource] of Object.entries(resourcesOfConfig()))
      serverless.extendConfiguration(['resources', 'Resources', id], resource);
    this.hooks = {
      initialize: () => {
        addSchedulesAndAlarms(serverless, shardsOf(serverless));
        refuseToDeploySample(serverless);
        refuseUnwritable(serverless);
        refuseNamesTooLongForGoogle(serverless);
        refusePoliciesTooLong(serverless);
      },
      'before:package:createDeploymentArtifacts': build,
      'after:aws:package:finalize:mergeCustomProviderResources': () => {
        refuseLongNames(serverless);
        refuseOtherSchedules(serverless, shardsOf(serverless));
      },
      'before:deploy:function:packageFunction': build,
      'before:offline:start': build,
      'before:offline:start:init': build,
      'before:invoke:local:invoke': async () => {
        await build();
        findModulesIn(outdir);
      },
    };
  }
}

/** A variable of this plugin: ${pullkeeper(param, param):address}. */
interface Asked {
  address: string;
  params?: readonly string[];
}

const VARIABLES: Readonly<Record<string, (params: readonly string[], serverless: Serverless) => unknown>> = {
  httpApi,
  reservedConcurrency,
};

function httpApi(
  [callers = '', issuer = '', audience = '', ...origins]: readonly string[],
  { classes }: Serverless,
) {
  try {
    return httpApiOf({ callers, issuer, audience, corsOrigins: origins.join(' ') });
  } catch (error) {
    throw error instanceof Failure ? new classes.Error(inWords(error), 'HTTP_API_PARAMETERS') : error;
  }
}

function reservedConcurrency([parameter = '', wanted = '']: readonly string[], { classes }: Serverless) {
  try {
    return reservedConcurrencyOf(parameter, wanted);
  } catch (error) {
    throw error instanceof Failure ? new classes.Error(inWords(error), 'RESERVED_CONCURRENCY') : error;
  }
}

/** The roles and rules depend on registries.yml. Variables in serverless.yml cannot express that. */
function resourcesOfConfig(): Record<string, unknown> {
  const deployment = {
    service: `\${self:service}`,
    stage: `\${self:provider.stage}`,
    region: `\${self:provider.region}`,
  };
  return { ...roles(registries, deployment), ...watchedSecrets(registries, deployment) };
}

/** The schedules and alarms also depend on the number of shards, which is known after serverless.yml was read. */
function addSchedulesAndAlarms({ service }: Serverless, shards: number): void {
  const { stage, region } = service.provider;
  const deployment = { service: service.service, stage, region, shards };
  Object.assign(service.resources.Resources, {
    ...refreshSchedules(registries, shards),
    ...canarySchedules(registries, shards),
    ...alarmResources(registries, deployment),
    Dashboard: {
      Type: 'AWS::CloudWatch::Dashboard',
      Properties: {
        DashboardName: `${deployment.service}-${deployment.stage}`,
        DashboardBody: { 'Fn::Sub': dashboardBody(registries, deployment) },
      },
    },
  });
}

function shardsOf({ classes, service }: Serverless): number {
  const text = String(service.provider.environment.PULLKEEPER_SHARDS ?? '1');
  const shards = parseShards(text);
  const problems =
    shards === undefined
      ? [`--param shards=${text} is not a number from 1 to ${MOST_SHARDS}`]
      : problemsWithShards(registries, shards);
  if (shards === undefined || problems.length > 0) throw new classes.Error(problems.join('\n'), 'SHARDS');
  return shards;
}

function refuseToDeploySample({ classes, processedInput }: Serverless): void {
  if (!registries.sample || processedInput.commands[0] !== 'deploy') return;
  throw new classes.Error(
    `${registriesFile} is still the sample: copy it to registries.yml, put your own hosts in, and delete the line "sample: true".`,
    'SAMPLE_REGISTRIES',
  );
}

function refuseUnwritable({ classes, processedInput }: Serverless): void {
  if (!['deploy', 'package'].includes(processedInput.commands[0] ?? '')) return;
  const problems = [...problemsWithBackends(registries), ...problemsWithIdentities(registries)];
  if (problems.length > 0) throw new classes.Error(problems.join('\n'), 'NOT_IN_LAMBDA');
}

function refuseNamesTooLongForGoogle({ classes, processedInput, service }: Serverless): void {
  const signed = registries.registries
    .flatMap(googleIdentitiesOf)
    .some((identity) => beginsWithRole(identity) && !usesWebIdentity(identity));
  if (!signed || !['deploy', 'package'].includes(processedInput.commands[0] ?? '')) return;
  for (const [key, { name, role }] of Object.entries(service.functions)) {
    if (!isRefreshFunction(key)) continue; // the other functions do not call Google
    const roleName = service.resources.Resources[role ?? '']?.Properties.RoleName;
    const problem = problemWithSubject(name, roleName, partitionOfRegion(service.provider.region));
    if (problem !== undefined) throw new classes.Error(problem, 'NAMES_TOO_LONG_FOR_GOOGLE');
  }
}

function refusePoliciesTooLong({ classes }: Serverless): void {
  const problems = REFRESH_FUNCTION_NAMES.flatMap(
    (name) => problemWithSize(name, permissionsOf(registries, name)) ?? [],
  );
  if (problems.length > 0) throw new classes.Error(problems.join('\n'), 'POLICY_TOO_LONG');
}

function refuseLongNames({ classes, service }: Serverless): void {
  const { stage, compiledCloudFormationTemplate } = service.provider;
  const { Resources } = compiledCloudFormationTemplate;
  const problems = [...problemsWithNames(Resources, stage), ...problemsWithSize(Resources)];
  if (problems.length > 0) throw new classes.Error(problems.join('\n'), 'NAMES_TOO_LONG');
}

/** The whole template is checked: a schedule can be written in several parts of serverless.yml. */
function refuseOtherSchedules({ classes, service }: Serverless, shards: number): void {
  const { Resources } = service.provider.compiledCloudFormationTemplate;
  const problems = problemsWithDeployed(Resources, registries, shards);
  if (problems.length > 0) throw new classes.Error(problems.join('\n'), 'SCHEDULE_NOT_OF_REGISTRIES');
}

/** `invoke local` looks for a handler without its extension, and only tries .js and .cjs. */
function findModulesIn(outdir: string): void {
  registerHooks({
    resolve(specifier, context, next) {
      const bare = specifier.startsWith(outdir) && !specifier.endsWith('.mjs');
      return next(bare ? `${specifier}.mjs` : specifier, context);
    },
  });
}
