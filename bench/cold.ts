import { spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
import { compile } from '../lib/config/compile.ts';
import { startSandbox } from '../sandbox/sandbox.ts';
import { bundle } from '../scripts/bundle.ts';
import { type Findings, type Goal, inWords, spreadOf } from './figures.ts';
import { onPath } from './on-path.ts';

/**
 * A cold refresh: from the start of the process until the fresh ECR token stands in Secrets Manager and the process has
 * ended, with the sandbox as AWS. The rivals take turns, so that a busy moment of the machine hits all alike.
 */

const SECRET_NAME = 'DOCKER_REGISTRY_111122223333.dkr.ecr.us-east-1.amazonaws.com';
const REGISTRIES = `
backends:
  aws: { type: aws-secrets-manager, region: us-east-1, adopt: [${SECRET_NAME}] }
registries:
  - { host: 111122223333.dkr.ecr.us-east-1.amazonaws.com, publish: [aws] }
`;

const NODE = [process.execPath, '--import', join(import.meta.dirname, 'cold/peak.mjs')];

const OURS = 'pullkeeper';
const BOTO = 'a boto3 script';
const RECIPE = "the docs' recipe with the AWS CLI";

interface Run {
  ms: number;
  /** Known of Node alone. */
  peakMb?: number;
}

export async function cold(rounds: number): Promise<Findings> {
  const folder = await mkdtemp(join(process.cwd(), '.bench-'));
  await using sandbox = await startSandbox({ secrets: { [SECRET_NAME]: 'the first' } });
  try {
    await bundle(compile(REGISTRIES, 'bench'), folder);
    const here = join(import.meta.dirname, 'cold');
    const rivals: Record<string, string[]> = {
      'Node, and nothing else': [...NODE, join(here, 'nothing.mjs')],
      'the floor: signed by hand, no SDK': [...NODE, join(here, 'floor.mjs')],
      [OURS]: [...NODE, join(here, 'ours.mjs'), join(folder, 'refresh-ecr.mjs')],
      'plain SDK code, not bundled': [...NODE, join(here, 'sdk.mjs')],
      ...(onPath('python3', ['-c', 'import boto3']) && {
        [BOTO]: ['python3', join(here, 'boto.py')],
      }),
      ...(onPath('aws', ['--version']) && {
        [RECIPE]: ['bash', join(here, 'recipe.sh')],
      }),
    };
    const seen = new Map(Object.keys(rivals).map((name) => [name, [] as Run[]]));
    for (let round = 0; round < rounds; round++) {
      for (const [name, command] of Object.entries(rivals)) {
        const state = join(folder, `state-${round}`);
        await mkdir(state, { recursive: true });
        const environment = { ...sandbox.environment(), SECRET_NAME, PULLKEEPER_STATE: state };
        seen.get(name)?.push(await run(command, environment));
      }
    }
    return findings(seen, rounds);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function run([command = '', ...args]: readonly string[], environment: Record<string, string>): Promise<Run> {
  const start = performance.now();
  const child = spawn(command, args, {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe'],
    env: { ...process.env, ...environment },
    timeout: 60_000,
  });
  const [, , stderr, peak] = child.stdio;
  const error = said(stderr);
  const peakMb = said(peak);
  let ms = 0;
  child.once('exit', () => {
    ms = performance.now() - start;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', async (code) => {
      if (code !== 0) reject(new Error(`${[command, ...args].join(' ')} failed: ${await error}`));
      else resolve({ ms, ...((await peakMb) && { peakMb: Number(await peakMb) }) });
    });
  });
}

function said(stream: unknown): Promise<string> {
  return stream instanceof Readable ? text(stream) : Promise.resolve('');
}

function findings(seen: ReadonlyMap<string, readonly Run[]>, rounds: number): Findings {
  const spreads = new Map([...seen].map(([name, runs]) => [name, spreadOf(runs.map(({ ms }) => ms))]));
  const peaks = new Map(
    [...seen].map(([name, runs]) => [name, spreadOf(runs.flatMap(({ peakMb }) => peakMb ?? []))]),
  );
  const ours = spreads.get(OURS)?.median ?? Number.NaN;
  const ratioTo = (name: string) => ours / (spreads.get(name)?.median ?? Number.NaN);
  const [nothing = '', floor = ''] = spreads.keys();
  const fasterThan = (name: string, times: number): Goal[] =>
    spreads.has(name)
      ? [
          {
            text: `${(1 / ratioTo(name)).toFixed(1)} × as fast as ${name} (goal: ${times})`,
            reached: 1 / ratioTo(name) >= times,
          },
        ]
      : [];
  const memory = (peaks.get(OURS)?.median ?? Number.NaN) - (peaks.get(nothing)?.median ?? Number.NaN);
  return {
    title: `A cold refresh, from spawn to published, ${rounds} rounds`,
    table: [
      ['', 'median (middle half)', 'of ours', 'peak'],
      ...[...spreads].map(([name, spread]) => [
        name,
        inWords(spread, 'ms'),
        `${(spread.median / ours).toFixed(2)} ×`,
        Number.isNaN(peaks.get(name)?.median) ? '' : `${peaks.get(name)?.median.toFixed(0)} MB`,
      ]),
    ],
    goals: [
      { text: `${ratioTo(floor).toFixed(2)} × the floor (goal: 1.3)`, reached: ratioTo(floor) <= 1.3 },
      ...fasterThan(BOTO, 3),
      ...fasterThan(RECIPE, 8),
      { text: `${memory.toFixed(0)} MB above an empty Node (goal: 15)`, reached: memory <= 15 },
    ],
    figures: { milliseconds: Object.fromEntries(spreads), peakMb: Object.fromEntries(peaks) },
  };
}
