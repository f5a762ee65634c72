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

interface Timing {
  filesPerSecond: number;
  median: number;
  p99: number;
}

/** The ways take turns, so that whatever else the machine does falls on all of them alike. */
async function compare(texts: readonly string[], seconds: number): Promise<Record<string, Timing>> {
  const samples = Object.fromEntries(Object.keys(WAYS).map((name) => [name, [] as number[]]));
  const end = performance.now() + seconds * 1000;
  for (let round = 0; performance.now() < end; round++) {
    const text = texts[round % texts.length] ?? '';
    for (const [name, way] of Object.entries(WAYS)) {
      const start = performance.now();
      await way(text);
      samples[name]?.push(performance.now() - start);
    }
  }
  return Object.fromEntries(Object.entries(samples).map(([name, times]) => [name, timing(times)]));
}

/** The first half warms up the engine, and is left out. */
function timing(times: readonly number[]): Timing {
  const sorted = times.slice(times.length / 2).toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.floor(sorted.length * share)] ?? 0;
  const total = sorted.reduce((sum, time) => sum + time, 0);
  return { filesPerSecond: (sorted.length / total) * 1000, median: at(0.5), p99: at(0.99) };
}

const LIMIT = { ratio: 1.5, requestMs: 3 };

const seconds = Number(process.argv[2] ?? 6);
for (const [name, texts] of Object.entries(FILES)) {
  const timings = await compare(texts, seconds);
  console.log(name);
  for (const [way, { filesPerSecond, median, p99 }] of Object.entries(timings)) {
    console.log(
      `  ${way.padEnd(12)} ${filesPerSecond.toFixed(0).padStart(7)} files/s   median ${median.toFixed(3)} ms   p99 ${p99.toFixed(3)} ms`,
    );
  }
  const [bare, validate, request] = Object.keys(WAYS).map((way) => timings[way]?.median ?? 0);
  const ratio = (validate ?? 0) / (bare || 1);
  const over = (request ?? 0) - (bare ?? 0);
  console.log(
    `  validate is ${ratio.toFixed(2)} × the bare parse (at most ${LIMIT.ratio}); a request ${over.toFixed(2)} ms over it (at most ${LIMIT.requestMs})\n`,
  );
  if (ratio > LIMIT.ratio || over > LIMIT.requestMs) process.exitCode = 1;
}
