import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { compile } from '../lib/config/file/compile.ts';
import { lateAnswer } from '../sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../sandbox/sandbox.ts';
import { bundleFunctions } from '../scripts/bundle/functions.ts';
import { LEDGER_TABLE } from '../scripts/rehearsal/ledger-table.ts';
import type { Findings, Goal } from './figures.ts';
import { runToEnd } from './process.ts';

/**
 * A run of many publications, each call of which takes its time: the first run of a deployment, in which every secret is
 * made. It reads the ledger, mints, looks at each secret and makes it, and remembers it. What it costs to begin is the
 * affair of `cold`: here some hosts go ahead of all others.
 */

const CALL_MS = 50;
/** As lib/refresh/run.ts has it. */
const AT_ONCE = 8;
/** Of each publication, one after the other: DescribeSecret and CreateSecret. What the ledger is told goes beside them. */
const CALLS = 2;

const GOALS = { times: 1.1, bytes: 2_000 };

const ROLE = 'arn:aws:iam::111122223333:role/pull-only';
const REGIONS = ['us-east-1', 'eu-west-1'];
const IDENTITIES = ['', ', identity: role'];
/** One for each identity and region. */
const MINTS = REGIONS.length * IDENTITIES.length;
/** As many hosts go ahead, so that every way to mint has been gone. */
const AHEAD = hosts(999_999_999_999, MINTS);

const TOLD = z.object({
  ms: z.number(),
  heldBytes: z.number(),
  peakMb: z.number(),
  cpuMs: z.number(),
  result: z.object({ published: z.number() }),
});

interface Many extends z.infer<typeof TOLD> {
  publications: number;
  mints: number;
}

export async function many(sizes: readonly number[]): Promise<Findings> {
  const runs: Many[] = [];
  for (const size of sizes) runs.push(await measure(size));
  return {
    title: `Many publications, ${CALL_MS} ms a call, ${AT_ONCE} at once`,
    table: [
      ['publications', 'wall', 'of what it must take', 'CPU time', 'held', 'peak', 'mints'],
      ...runs.map((run) => [
        String(run.publications),
        `${(run.ms / 1_000).toFixed(2)} s`,
        `${ratio(run).toFixed(2)} ×`,
        `${(run.cpuMs / run.publications).toFixed(1)} ms each`,
        `${(run.heldBytes / 1_000_000).toFixed(1)} MB`,
        `${run.peakMb.toFixed(0)} MB`,
        String(run.mints),
      ]),
    ],
    goals: [...runs.flatMap(goalsOf), ...growthOf(runs)],
    figures: { runs },
  };
}

function goalsOf(run: Many): Goal[] {
  const name = `${run.publications} publications`;
  return [
    { text: `${name}: all published`, reached: run.result.published === run.publications },
    {
      text: `${name}: ${ratio(run).toFixed(2)} × what they must take (goal: ${GOALS.times})`,
      reached: ratio(run) <= GOALS.times,
    },
    { text: `${name}: one mint for each identity and region`, reached: run.mints === MINTS },
  ];
}

/** Before the first is published and after the last: the ledger is read, a role assumed, a token minted; the last is remembered. */
const AROUND_THEM = 4;

function ratio({ publications, ms }: Many): number {
  return ms / ((Math.ceil(publications / AT_ONCE) * CALLS + AROUND_THEM) * CALL_MS);
}

/** What a run holds that is not there for each of its publications is there for the fewest as well. */
function growthOf(runs: readonly Many[]): Goal[] {
  const [fewest, most] = [runs[0], runs.at(-1)];
  if (fewest === undefined || most === undefined || fewest === most) return [];
  const bytes = (most.heldBytes - fewest.heldBytes) / (most.publications - fewest.publications);
  return [
    {
      text: `${bytes.toFixed(0)} bytes more for each publication (goal: ${GOALS.bytes})`,
      reached: bytes <= GOALS.bytes,
    },
  ];
}

async function measure(publications: number): Promise<Many> {
  const folder = await mkdtemp(join(process.cwd(), '.bench-'));
  await using sandbox = await startSandbox({
    tables: [LEDGER_TABLE],
    roles: [{ arn: ROLE, allow: ['ecr:*'] }],
  });
  try {
    await bundleFunctions(compile(registries(publications), 'bench'), folder);
    sandbox.faults.add({ fault: lateAnswer(CALL_MS), times: Number.POSITIVE_INFINITY });
    const program = join(import.meta.dirname, 'many/run.mjs');
    const { told } = await runToEnd(
      [
        process.execPath,
        '--expose-gc',
        program,
        join(folder, 'refresh-ecr.mjs'),
        ...AHEAD.map(({ host }) => host),
      ],
      { ...sandbox.environment(), PULLKEEPER_TABLE: LEDGER_TABLE.name },
      900_000,
    );
    return { publications, mints: mintsIn(sandbox), ...TOLD.parse(JSON.parse(told)) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Without those for the hosts that went ahead. */
function mintsIn({ calls }: Sandbox): number {
  return calls.where({ operation: 'GetAuthorizationToken' }).length - AHEAD.length;
}

interface Host {
  host: string;
  identity: string;
}

/** By turns in each region and as each identity; with each, every account is another. */
function hosts(firstAccount: number, count: number): Host[] {
  return Array.from({ length: count }, (_, index) => {
    const account = firstAccount + Math.floor(index / MINTS);
    const region = REGIONS[index % REGIONS.length];
    const identity = IDENTITIES[Math.floor(index / REGIONS.length) % IDENTITIES.length] ?? '';
    const fips = identity === '' ? '' : '-fips';
    return { host: `${account}.dkr.ecr${fips}.${region}.amazonaws.com`, identity };
  });
}

function registries(publications: number): string {
  const lines = [...AHEAD, ...hosts(200_000_000_000, publications)].map(
    ({ host, identity }) => `  - { host: ${host}${identity}, probe: off, publish: [aws] }`,
  );
  return `
backends:
  aws: { type: aws-secrets-manager, region: us-east-1 }
identities:
  role: { type: aws-role, roleArn: "${ROLE}" }
registries:
${lines.join('\n')}
`;
}
