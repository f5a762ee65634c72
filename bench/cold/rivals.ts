import { join } from 'node:path';
import { z } from 'zod';
import { compile } from '../../lib/config/file/compile.ts';
import { bundleFunctions } from '../../scripts/bundle/functions.ts';
import { LEDGER_TABLE } from '../../scripts/rehearsal/ledger-table.ts';
import { ExecutionEnvironment } from '../../test/e2e/lambda/execution-environment.ts';
import { runtimeClientBuilt } from '../../test/e2e/runtime-client/client.ts';
import { onPath } from '../on-path.ts';
import { runToEnd } from '../process.ts';

export const HOST = '111122223333.dkr.ecr.us-east-1.amazonaws.com';
export const SECRET_NAME = `DOCKER_REGISTRY_${HOST}`;
const registries = (probe: string) => `
backends:
  aws: { type: aws-secrets-manager, region: us-east-1, adopt: [${SECRET_NAME}] }
registries:
  - { host: ${HOST}, probe: ${probe}, publish: [aws] }
`;

const HERE = import.meta.dirname;

const NOTHING = 'Node, and nothing else';
const FLOOR = 'the floor: signed by hand, no SDK';
export const OURS = 'pullkeeper';
export const PLAIN = 'plain SDK code, not bundled';
export const BOTO = 'a boto3 script';
export const RECIPE = "the docs' recipe with the AWS CLI";

/** What Node alone tells of itself at its end. */
const TOLD = z.object({ cpuMs: z.number(), peakMb: z.number() });

export interface Run extends Partial<z.infer<typeof TOLD>> {
  ms: number;
}

/** Goes all the way once, in a process of its own. */
export type Rival = (environment: Record<string, string>) => Promise<Run>;

/** What is not installed is left out. */
export async function rivalsIn(folder: string): Promise<Record<string, Rival>> {
  const bare = join(folder, 'bare');
  const proving = join(folder, 'proving');
  await bundleFunctions(compile(registries('off'), 'bench'), bare);
  await bundleFunctions(compile(registries('prefer'), 'bench'), proving);
  const ours = (bundled: string, more = {}) =>
    program([join(HERE, 'ours.mjs'), join(bundled, 'refresh-ecr.mjs')], more);
  const table = { PULLKEEPER_TABLE: LEDGER_TABLE.name };
  const figures = { ...table, POWERTOOLS_METRICS_DISABLED: 'false' };
  return {
    [NOTHING]: program([join(HERE, 'nothing.mjs')]),
    [FLOOR]: program([join(HERE, 'floor.mjs')]),
    [OURS]: ours(bare),
    '… and its table in DynamoDB': ours(bare, table),
    '… and the figures for CloudWatch': ours(bare, figures),
    '… and the probe': ours(proving, figures),
    ...(runtimeClientBuilt() && { "… and all under Lambda's runtime client": inLambda(proving, table) }),
    [PLAIN]: program([join(HERE, 'sdk.mjs')]),
    ...(onPath('python3', ['-c', 'import boto3']) && { [BOTO]: command(['python3', join(HERE, 'boto.py')]) }),
    ...(onPath('aws', ['--version']) && { [RECIPE]: command(['bash', join(HERE, 'recipe.sh')]) }),
  };
}

function command(words: readonly string[]): Rival {
  return async (environment) => {
    const { ms } = await runToEnd(words, environment);
    return { ms };
  };
}

/** A program of Node runs once more to tell what it takes: to watch itself takes time, too. */
function program(words: readonly string[], more = {}): Rival {
  return async (environment) => {
    const all = { ...environment, ...more };
    const { ms } = await runToEnd([process.execPath, ...words], all);
    const { told } = await runToEnd([process.execPath, '--import', join(HERE, 'peak.mjs'), ...words], all);
    return { ms, ...TOLD.parse(JSON.parse(told)) };
  };
}

/** From the start of the execution environment until its answer is there. It does not end by itself, nor tell its memory. */
function inLambda(taskRoot: string, more: Record<string, string>): Rival {
  const packaged = {
    name: 'refreshEcr',
    taskRoot,
    handler: 'refresh-ecr.handler',
    runtime: 'nodejs24.x',
    timeoutMs: 60_000,
    memoryMB: 256,
    environment: more,
  };
  return async (environment) => {
    const start = performance.now();
    await using lambda = await ExecutionEnvironment.start(packaged, environment);
    const outcome = await lambda.invoke({ force: true });
    const ms = performance.now() - start;
    if ('error' in outcome) throw new Error(`in Lambda: ${outcome.error.errorMessage}`);
    return { ms };
  };
}
