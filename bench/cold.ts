import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { startSandbox } from '../sandbox/sandbox.ts';
import { LEDGER_TABLE } from '../scripts/rehearsal/ledger-table.ts';
import { BOTO, HOST, OURS, PLAIN, RECIPE, type Run, rivalsIn, SECRET_NAME } from './cold/rivals.ts';
import { type Findings, type Goal, inWords, type Spread, spreadOf } from './figures.ts';

/**
 * A cold refresh: from the start of the process until the fresh ECR token stands in Secrets Manager and the process has
 * ended, with the sandbox as AWS. The rivals take turns, so that a busy moment of the machine hits all alike. None of
 * them remembers or proves anything; what that costs has rows of its own.
 */

export async function cold(rounds: number): Promise<Findings> {
  const folder = await mkdtemp(join(process.cwd(), '.bench-'));
  try {
    const rivals = await rivalsIn(folder);
    const seen = new Map(Object.keys(rivals).map((name) => [name, [] as Run[]]));
    for (let round = 0; round < rounds; round++) {
      // Each rival makes a version, and a secret takes a hundred a day.
      await using sandbox = await startSandbox({
        secrets: { [SECRET_NAME]: 'the first' },
        tables: [LEDGER_TABLE],
        images: [{ host: HOST, repository: 'models/llama', tag: 'prod', sharedWith: ['123456789012'] }],
      });
      for (const [index, [name, rival]] of Object.entries(rivals).entries()) {
        const state = join(folder, `state-${round}-${index}`);
        await mkdir(state);
        const environment = { ...sandbox.environment(), SECRET_NAME, PULLKEEPER_STATE: state };
        seen.get(name)?.push(await rival(environment));
      }
    }
    return findings(seen, rounds);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function findings(seen: ReadonlyMap<string, readonly Run[]>, rounds: number): Findings {
  const spreads = (value: (run: Run) => number | undefined) =>
    new Map([...seen].map(([name, runs]) => [name, spreadOf(runs.flatMap((run) => value(run) ?? []))]));
  const milliseconds = spreads(({ ms }) => ms);
  const cpu = spreads(({ cpuMs }) => cpuMs);
  const peaks = spreads(({ peakMb }) => peakMb);
  const toPlain = medianOf(cpu, OURS) / medianOf(cpu, PLAIN);
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
      {
        text: `${toPlain.toFixed(2)} × the CPU time of plain SDK code (goal: below 1)`,
        reached: toPlain < 1,
      },
      ...fasterThan(BOTO, 2.8, milliseconds),
      ...fasterThan(RECIPE, 7, milliseconds),
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
