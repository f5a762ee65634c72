import { parseDocument } from 'yaml';
import { handler } from '../functions/validate.ts';
import { DOCS_EXAMPLES } from '../lib/validate/docs-examples.ts';
import { validateConfig } from '../lib/validate/validate.ts';
import { apiEvent, lambdaContext } from '../test/functions/api-event.ts';
import { configOf } from '../test/validate/large-config.ts';
import { type Findings, inWords, type Spread, spreadOf } from './figures.ts';

/** How long a file takes, beside the bare parse; and how many requests the function answers in a second. */

const FILES: Record<string, string[]> = {
  "the docs' examples": Object.values(DOCS_EXAMPLES),
  '10 KB': [configOf(10_000)],
  '200 KB': [configOf(200_000)],
};

const WAYS = {
  'bare parse': (text: string) => parseDocument(text),
  validate: (text: string) => validateConfig(text),
  'warm request': (text: string) =>
    handler(apiEvent({ body: text, headers: { 'content-type': 'application/yaml' } }), lambdaContext()),
};

/** Small files take their time in Truss's model and the rules, not in the reader. */
const GOALS = { ratio: 1, ratioOfSmall: 1.5, requestMs: 3 };

interface Sample {
  ms: number;
  /** What the machine does for others is not in it: this is what the ways are compared by. */
  cpuMs: number;
}

interface Timing extends Spread {
  perSecond: number;
  p99: number;
  cpuMs: number;
}

type Timings = Record<keyof typeof WAYS, Timing>;

export async function validate(seconds: number): Promise<Findings> {
  const timings = new Map<string, Timings>();
  for (const [name, texts] of Object.entries(FILES)) timings.set(name, await compare(texts, seconds));
  return {
    title: `Validation in a process that is warm, ${seconds} s for each kind of file`,
    table: [
      ['', '', 'per second', 'median (middle half)', 'p99', 'CPU time'],
      ...[...timings].flatMap(([file, ways]) =>
        Object.entries(ways).map(([way, timing], index) => [
          index === 0 ? file : '',
          way === 'warm request' ? 'a request over HTTP, in the function' : way,
          timing.perSecond.toFixed(0),
          inWords(timing, 'ms', 3),
          `${timing.p99.toFixed(3)} ms`,
          `${timing.cpuMs.toFixed(3)} ms`,
        ]),
      ),
    ],
    goals: [...timings].flatMap(([file, ways]) => {
      const ratio = ways.validate.cpuMs / ways['bare parse'].cpuMs;
      const goal = file === "the docs' examples" ? GOALS.ratioOfSmall : GOALS.ratio;
      const over = ways['warm request'].cpuMs - ways['bare parse'].cpuMs;
      return [
        {
          text: `${file}: ${ratio.toFixed(2)} × the bare parse (goal: ${goal})`,
          reached: ratio <= goal,
        },
        {
          text: `${file}: a request ${over.toFixed(2)} ms over it (goal: ${GOALS.requestMs})`,
          reached: over <= GOALS.requestMs,
        },
      ];
    }),
    figures: Object.fromEntries(timings),
  };
}

/** Of a large file there are few in the time that is given, and a median wants some. */
const LEAST_ROUNDS = 20;

/** The ways take turns, so that whatever else the machine does falls on all of them alike. */
async function compare(texts: readonly string[], seconds: number): Promise<Timings> {
  const bare: Sample[] = [];
  const validated: Sample[] = [];
  const requests: Sample[] = [];
  const end = performance.now() + seconds * 1000;
  for (let round = 0; performance.now() < end || round < LEAST_ROUNDS; round++) {
    const text = texts[round % texts.length] ?? '';
    bare.push(await sampleOf(() => WAYS['bare parse'](text)));
    validated.push(await sampleOf(() => WAYS.validate(text)));
    requests.push(await sampleOf(() => WAYS['warm request'](text)));
  }
  return { 'bare parse': timing(bare), validate: timing(validated), 'warm request': timing(requests) };
}

async function sampleOf(work: () => unknown): Promise<Sample> {
  const start = performance.now();
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return { ms: performance.now() - start, cpuMs: (user + system) / 1000 };
}

/** The first half warms up the engine, and is left out. */
function timing(samples: readonly Sample[]): Timing {
  const warm = samples.slice(samples.length / 2);
  const sorted = warm.map(({ ms }) => ms).toSorted((one, other) => one - other);
  const total = sorted.reduce((sum, time) => sum + time, 0);
  return {
    ...spreadOf(sorted),
    perSecond: (sorted.length / total) * 1000,
    p99: sorted[Math.floor(sorted.length * 0.99)] ?? Number.NaN,
    cpuMs: spreadOf(warm.map(({ cpuMs }) => cpuMs)).median,
  };
}
