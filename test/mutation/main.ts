import { globSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import type { Sources } from '../house/imports.ts';
import { Bench } from './bench.ts';
import { type Mutant, mutantsOf, mutate } from './mutants.ts';
import { ROOMS, testsNear } from './near.ts';

/** Changes each file a little, again and again, and tells which changes no test near it notices: `npm run mutation -- --help` */

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { sample: { type: 'string' }, help: { type: 'boolean' } },
});

if (values.help === true) {
  console.log('npm run mutation -- [--sample <mutants a file>] [<beginning of a path> …]');
  process.exit();
}

const sources: Sources = Object.fromEntries(
  globSync([
    'lib/**/*.ts',
    'cli/**/*.ts',
    'functions/**/*.ts',
    'scripts/**/*.ts',
    'sandbox/**/*.ts',
    'test/**/*.ts',
  ]).map((file) => [file, readFileSync(file, 'utf8')]),
);
const wanted = positionals.length > 0 ? positionals : Object.keys(ROOMS);
const files = Object.keys(sources).filter((file) => wanted.some((beginning) => file.startsWith(beginning)));
const most = Number(values.sample ?? Number.POSITIVE_INFINITY);

const bench = new Bench();
const total = { killed: 0, all: 0 };
for (const file of files.toSorted()) await judgeFile(file, sources[file] ?? '');
console.log(`\n${score(total)} in ${files.length} files`);
await bench.close();
process.exit();

async function judgeFile(file: string, text: string): Promise<void> {
  const mutants = sampled(mutantsOf(file, text));
  if (mutants.length === 0) return;
  const tests = testsNear(file, sources);
  const doubt = await doubtAbout(file, text, tests);
  if (doubt !== undefined) {
    console.log(`${file}: ${doubt}`);
    return;
  }
  const survivors: Mutant[] = [];
  for (const mutant of mutants) {
    const { result, noticedBy } = await judge(file, mutate(text, mutant), tests);
    if (result === 'survived') survivors.push(mutant);
    if (noticedBy !== undefined) moveToFront(tests, noticedBy);
  }
  const counts = { killed: mutants.length - survivors.length, all: mutants.length };
  total.killed += counts.killed;
  total.all += counts.all;
  console.log(`${file}: ${score(counts)}`);
  for (const survivor of survivors) console.log(`  ${described(text, survivor)}`);
}

/** Before a file is judged: its tests pass as it is, and notice when it cannot even be loaded. */
async function doubtAbout(file: string, text: string, tests: string[]): Promise<string | undefined> {
  for (;;) {
    if (tests.length === 0) return 'no test near it imports it, and passes';
    const { result, noticedBy } = await bench.judge(file, text, tests);
    if (result === 'survived') break;
    if (noticedBy === undefined) return `its tests say ${result} without a mutant`;
    console.log(`${file}: left out ${noticedBy}, which fails without a mutant`);
    tests.splice(tests.indexOf(noticedBy), 1);
  }
  const { result } = await bench.judge(file, `throw new Error('mutant');\n${text}`, tests);
  return result === 'killed' ? undefined : 'its tests pass though it cannot be loaded';
}

/** The test that noticed the mutant before notices most others too, so it is asked first, alone. */
async function judge(file: string, text: string, tests: readonly string[]) {
  const first = await bench.judge(file, text, tests.slice(0, 1));
  return first.result === 'survived' && tests.length > 1 ? bench.judge(file, text, tests.slice(1)) : first;
}

function moveToFront(tests: string[], test: string): void {
  const [found] = tests.splice(tests.indexOf(test), 1);
  if (found !== undefined) tests.unshift(found);
}

/** The same few of them each time, from everywhere in the file. */
function sampled(mutants: readonly Mutant[]): Mutant[] {
  const step = Math.max(1, mutants.length / most);
  return mutants.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
}

function described(text: string, { start, end, replacement }: Mutant): string {
  const line = text.slice(0, start).split('\n').length;
  const short = (part: string) => part.replace(/\s+/g, ' ').slice(0, 60);
  return `${line}: ${short(text.slice(start, end))} → ${short(replacement)}`;
}

function score({ killed, all }: { killed: number; all: number }): string {
  return `${all === 0 ? 100 : Math.floor((100 * killed) / all)} % (${killed} of ${all})`;
}
