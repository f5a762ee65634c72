import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { compile } from '../lib/config/compile.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import { bundle } from '../scripts/bundle.ts';
import { LEDGER_TABLE } from '../scripts/rehearsal/ledger-table.ts';
import { type Findings, type Goal, inWords, type Spread, spreadOf } from './figures.ts';
import { onPath } from './on-path.ts';
import { runToEnd } from './process.ts';

/**
 * A cold refresh: from the start of the process until the fresh ECR token stands in Secrets Manager and the process has
 * ended, with the sandbox as AWS. The rivals take turns, so that a busy moment of the machine hits all alike. None of
 * them remembers or proves anything; what that costs has rows of its own.
 */

const HOST = '111122223333.dkr.ecr.us-east-1.amazonaws.com';
const SECRET_NAME = `DOCKER_REGISTRY_${HOST}`;
const registries = (probe: string) => `
backends:
  aws: { type: aws-secrets-manager, region: us-east-1, adopt: [${SECRET_NAME}] }
registries:
  - { host: ${HOST}, probe: ${probe}, publish: [aws] }
`;

const HERE = join(import.meta.dirname, 'cold');
const NODE = [process.execPath, '--import', join(HERE, 'peak.mjs')];

const NOTHING = 'Node, and nothing else';
const FLOOR = 'the floor: signed by hand, no SDK';
const OURS = 'pullkeeper';
const BOTO = 'a boto3 script';
const RECIPE = "the docs' recipe with the AWS CLI";

interface Rival {
  command: string[];
  environment?: Record<string, string>;
}

/** What Node alone tells of itself at its end. */
const TOLD = z.object({ cpuMs: z.number(), peakMb: z.number() });

interface Run extends Partial<z.infer<typeof TOLD>> {
  ms: number;
}

export async function cold(rounds: number): Promise<Findings> {
  const folder = await mkdtemp(join(process.cwd(), '.bench-'));
  await using sandbox = await startSandbox({
    secrets: { [SECRET_NAME]: 'the first' },
    tables: [LEDGER_TABLE],
    images: [{ host: HOST, repository: 'models/llama', tag: 'prod', sharedWith: ['123456789012'] }],
  });
  try {
    const rivals = await rivalsIn(folder);
    const seen = new Map(Object.keys(rivals).map((name) => [name, [] as Run[]]));
    for (let round = 0; round < rounds; round++) {
      for (const [index, [name, { command, environment }]] of Object.entries(rivals).entries()) {
        const state = join(folder, `state-${round}-${index}`);
        await mkdir(state);
        const { ms, told } = await runToEnd(command, {
          ...sandbox.environment(),
          SECRET_NAME,
          PULLKEEPER_STATE: state,
          ...environment,
        });
        seen.get(name)?.push({ ms, ...(told && TOLD.parse(JSON.parse(told))) });
      }
    }
    return findings(seen, rounds);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function rivalsIn(folder: string): Promise<Record<string, Rival>> {
  const bare = join(folder, 'bare');
  const proving = join(folder, 'proving');
  await bundle(compile(registries('off'), 'bench'), bare);
  await bundle(compile(registries('prefer'), 'bench'), proving);
  const ours = (bundled: string) => [...NODE, join(HERE, 'ours.mjs'), join(bundled, 'refresh-ecr.mjs')];
  const table = { PULLKEEPER_TABLE: LEDGER_TABLE.name };
  return {
    [NOTHING]: { command: [...NODE, join(HERE, 'nothing.mjs')] },
    [FLOOR]: { command: [...NODE, join(HERE, 'floor.mjs')] },
    [OURS]: { command: ours(bare) },
    '… and its table in DynamoDB': { command: ours(bare), environment: table },
    '… and the figures for CloudWatch': {
      command: ours(bare),
      environment: { ...table, POWERTOOLS_METRICS_DISABLED: 'false' },
    },
    '… and the probe': {
      command: ours(proving),
      environment: { ...table, POWERTOOLS_METRICS_DISABLED: 'false' },
    },
    'plain SDK code, not bundled': { command: [...NODE, join(HERE, 'sdk.mjs')] },
    ...(onPath('python3', ['-c', 'import boto3']) && {
      [BOTO]: { command: ['python3', join(HERE, 'boto.py')] },
    }),
    ...(onPath('aws', ['--version']) && { [RECIPE]: { command: ['bash', join(HERE, 'recipe.sh')] } }),
  };
}

function findings(seen: ReadonlyMap<string, readonly Run[]>, rounds: number): Findings {
  const spreads = (value: (run: Run) => number | undefined) =>
    new Map([...seen].map(([name, runs]) => [name, spreadOf(runs.flatMap((run) => value(run) ?? []))]));
  const milliseconds = spreads(({ ms }) => ms);
  const cpu = spreads(({ cpuMs }) => cpuMs);
  const peaks = spreads(({ peakMb }) => peakMb);
  const toFloor = medianOf(milliseconds, OURS) / medianOf(milliseconds, FLOOR);
  const memory = medianOf(peaks, OURS) - medianOf(peaks, NOTHING);
  return {
    title: `A cold refresh, from spawn to published, ${rounds} rounds`,
    table: [
      ['', 'median (middle half)', 'of ours', 'CPU time', 'peak'],
      ...[...milliseconds].map(([name, spread]) => [
        name,
        inWords(spread, 'ms'),
        `${(spread.median / medianOf(milliseconds, OURS)).toFixed(2)} ×`,
        known(medianOf(cpu, name), 'ms'),
        known(medianOf(peaks, name), 'MB'),
      ]),
    ],
    goals: [
      { text: `${toFloor.toFixed(2)} × the floor (goal: 1.3)`, reached: toFloor <= 1.3 },
      ...fasterThan(BOTO, 3, milliseconds),
      ...fasterThan(RECIPE, 8, milliseconds),
      { text: `${memory.toFixed(0)} MB above an empty Node (goal: 15)`, reached: memory <= 15 },
    ],
    figures: {
      milliseconds: Object.fromEntries(milliseconds),
      cpuMs: Object.fromEntries(cpu),
      peakMb: Object.fromEntries(peaks),
    },
  };
}

type Spreads = ReadonlyMap<string, Spread>;

function fasterThan(name: string, goal: number, spreads: Spreads): Goal[] {
  const times = medianOf(spreads, name) / medianOf(spreads, OURS);
  return spreads.has(name)
    ? [{ text: `${times.toFixed(1)} × as fast as ${name} (goal: ${goal})`, reached: times >= goal }]
    : [];
}

function medianOf(spreads: Spreads, name: string): number {
  return spreads.get(name)?.median ?? Number.NaN;
}

function known(value: number, unit: string): string {
  return Number.isNaN(value) ? '' : `${value.toFixed(0)} ${unit}`;
}
