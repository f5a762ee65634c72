import { parseDocument } from 'yaml';
import { handler } from '../functions/validate.ts';
import { validateConfig } from '../lib/docker-auth/validate.ts';
import { DOCS_EXAMPLES } from '../test/docker-auth/docs-examples.ts';
import { configOf } from '../test/docker-auth/large-config.ts';
import { apiEvent, lambdaContext } from '../test/functions/api-event.ts';

const FILES: Record<string, string[]> = {
  "the docs' examples": Object.values(DOCS_EXAMPLES),
  '10 KB': [configOf(10_000)],
  '200 KB': [configOf(200_000)],
};

const WAYS: Record<string, (text: string) => unknown> = {
  'bare parse': (text) => parseDocument(text),
  validate: (text) => validateConfig(text),
  'warm request': (text) =>
    handler(apiEvent({ body: text, headers: { 'content-type': 'application/yaml' } }), lambdaContext()),
};

interface Sample {
  ms: number;
  /** What the machine does for others is not in it: this is what the ways are compared by. */
  cpuMs: number;
}

interface Timing {
  filesPerSecond: number;
  median: number;
  p99: number;
  cpuMs: number;
}

/** Of a large file there are few in the time that is given, and a median wants some. */
const LEAST_ROUNDS = 20;

/** The ways take turns, so that whatever else the machine does falls on all of them alike. */
async function compare(texts: readonly string[], seconds: number): Promise<Record<string, Timing>> {
  const samples = Object.fromEntries(Object.keys(WAYS).map((name) => [name, [] as Sample[]]));
  const end = performance.now() + seconds * 1000;
  for (let round = 0; performance.now() < end || round < LEAST_ROUNDS; round++) {
    const text = texts[round % texts.length] ?? '';
    for (const [name, way] of Object.entries(WAYS)) {
      const start = performance.now();
      const before = process.cpuUsage();
      await way(text);
      const { user, system } = process.cpuUsage(before);
      samples[name]?.push({ ms: performance.now() - start, cpuMs: (user + system) / 1000 });
    }
  }
  return Object.fromEntries(Object.entries(samples).map(([name, times]) => [name, timing(times)]));
}

/** The first half warms up the engine, and is left out. */
function timing(samples: readonly Sample[]): Timing {
  const warm = samples.slice(samples.length / 2);
  const times = inOrder(warm.map(({ ms }) => ms));
  const total = times.reduce((sum, time) => sum + time, 0);
  return {
    filesPerSecond: (times.length / total) * 1000,
    median: at(times, 0.5),
    p99: at(times, 0.99),
    cpuMs: at(inOrder(warm.map(({ cpuMs }) => cpuMs)), 0.5),
  };
}

function inOrder(times: readonly number[]): number[] {
  return times.toSorted((one, other) => one - other);
}

function at(sorted: readonly number[], share: number): number {
  return sorted[Math.floor(sorted.length * share)] ?? 0;
}

const LIMIT = { ratio: 1.5, requestMs: 3 };

const seconds = Number(process.argv[2] ?? 6);
for (const [name, texts] of Object.entries(FILES)) {
  const timings = await compare(texts, seconds);
  console.log(name);
  for (const [way, { filesPerSecond, median, p99, cpuMs }] of Object.entries(timings)) {
    console.log(
      `  ${way.padEnd(12)} ${filesPerSecond.toFixed(0).padStart(7)} files/s   median ${median.toFixed(3)} ms   p99 ${p99.toFixed(3)} ms   of the processor ${cpuMs.toFixed(3)} ms`,
    );
  }
  const [bare, validate, request] = Object.keys(WAYS).map((way) => timings[way]?.cpuMs ?? 0);
  const ratio = (validate ?? 0) / (bare || 1);
  const over = (request ?? 0) - (bare ?? 0);
  console.log(
    `  validate is ${ratio.toFixed(2)} × the bare parse (at most ${LIMIT.ratio}); a request ${over.toFixed(2)} ms over it (at most ${LIMIT.requestMs})\n`,
  );
  if (ratio > LIMIT.ratio || over > LIMIT.requestMs) process.exitCode = 1;
}
