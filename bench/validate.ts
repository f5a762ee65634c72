import { parseDocument } from 'yaml';
import { handler } from '../functions/validate.ts';
import { validateConfig } from '../lib/docker-auth/validate.ts';
import { DOCS_EXAMPLES } from '../test/docker-auth/docs-examples.ts';
import { configOf } from '../test/docker-auth/large-config.ts';
import { apiEvent, lambdaContext } from '../test/functions/api-event.ts';
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

const GOALS = { ratio: 1.5, requestMs: 3 };

interface Timing extends Spread {
  perSecond: number;
  p99: number;
}

type Timings = Record<keyof typeof WAYS, Timing>;

export async function validate(seconds: number): Promise<Findings> {
  const timings = new Map<string, Timings>();
  for (const [name, texts] of Object.entries(FILES)) timings.set(name, await compare(texts, seconds));
  return {
    title: `Validation in a process that is warm, ${seconds} s for each kind of file`,
    table: [
      ['', '', 'per second', 'median (middle half)', 'p99'],
      ...[...timings].flatMap(([file, ways]) =>
        Object.entries(ways).map(([way, timing], index) => [
          index === 0 ? file : '',
          way === 'warm request' ? 'a request over HTTP, in the function' : way,
          timing.perSecond.toFixed(0),
          inWords(timing, 'ms', 3),
          `${timing.p99.toFixed(3)} ms`,
        ]),
      ),
    ],
    goals: [...timings].flatMap(([file, ways]) => {
      const ratio = ways.validate.median / ways['bare parse'].median;
      const over = ways['warm request'].median - ways['bare parse'].median;
      return [
        {
          text: `${file}: ${ratio.toFixed(2)} × the bare parse (goal: ${GOALS.ratio})`,
          reached: ratio <= GOALS.ratio,
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

/** The ways take turns, so that whatever else the machine does falls on all of them alike. */
async function compare(texts: readonly string[], seconds: number): Promise<Timings> {
  const bare: number[] = [];
  const validated: number[] = [];
  const requests: number[] = [];
  const end = performance.now() + seconds * 1000;
  for (let round = 0; performance.now() < end; round++) {
    const text = texts[round % texts.length] ?? '';
    bare.push(await timeOf(() => WAYS['bare parse'](text)));
    validated.push(await timeOf(() => WAYS.validate(text)));
    requests.push(await timeOf(() => WAYS['warm request'](text)));
  }
  return { 'bare parse': timing(bare), validate: timing(validated), 'warm request': timing(requests) };
}

async function timeOf(work: () => unknown): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** The first half warms up the engine, and is left out. */
function timing(times: readonly number[]): Timing {
  const warm = times.slice(times.length / 2);
  const sorted = warm.toSorted((one, other) => one - other);
  const total = sorted.reduce((sum, time) => sum + time, 0);
  return {
    ...spreadOf(warm),
    perSecond: (sorted.length / total) * 1000,
    p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
  };
}
