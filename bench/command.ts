import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Findings, inWords, spreadOf } from './figures.ts';
import { runToEnd } from './process.ts';

/** One call of `pullkeeper validate` for one file, as the npm package has it: at most so often what Node takes alone. */
const GOAL = 2.5;

export async function command(pairs: number): Promise<Findings> {
  const folder = await mkdtemp(join(tmpdir(), 'pullkeeper-bench-'));
  try {
    await runToEnd(['npm', 'run', '--silent', 'package'], {}, 300_000);
    const file = join(folder, 'config.yaml');
    await writeFile(file, 'base_image: { image: python:3.12 }\n');
    const report = ['--import', join(import.meta.dirname, 'report-cpu.mjs')];
    const ways = new Map([
      ['node -e 0', [process.execPath, ...report, '-e', '0']],
      [
        'pullkeeper validate',
        [process.execPath, ...report, 'build/package/cli/pullkeeper.cjs', 'validate', file],
      ],
    ]);
    const environment = { NODE_COMPILE_CACHE: join(folder, 'cache'), NODE_OPTIONS: '' };
    const runs = new Map([...ways.keys()].map((name): [string, Samples] => [name, { ms: [], cpuMs: [] }]));
    for (let pair = 0; pair <= pairs; pair++) {
      for (const [name, words] of ways) {
        const { ms, told } = await runToEnd(words, environment);
        if (pair === 0) continue; // fills the compile cache
        runs.get(name)?.ms.push(ms);
        runs.get(name)?.cpuMs.push(Number(told));
      }
    }
    const spreads = [...runs].map(([name, { ms, cpuMs }]) => ({
      name,
      ms: spreadOf(ms),
      cpuMs: spreadOf(cpuMs),
    }));
    const [alone, ours] = spreads;
    const ratio = (kind: 'ms' | 'cpuMs') => (ours?.[kind].median ?? Number.NaN) / (alone?.[kind].median ?? 0);
    return {
      title: `One call of validate for one file, ${pairs} pairs in turns`,
      table: [
        ['', 'wall', 'CPU time'],
        ...spreads.map(({ name, ms, cpuMs }) => [name, inWords(ms, 'ms'), inWords(cpuMs, 'ms')]),
      ],
      goals: [
        { text: `wall: ${ratio('ms').toFixed(2)} × node -e 0 (goal: ${GOAL})`, reached: ratio('ms') <= GOAL },
        {
          text: `CPU time: ${ratio('cpuMs').toFixed(2)} × node -e 0 (goal: ${GOAL})`,
          reached: ratio('cpuMs') <= GOAL,
        },
      ],
      figures: { spreads },
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Samples {
  ms: number[];
  cpuMs: number[];
}
