import { parseDocument } from 'yaml';
import { handler } from '../../functions/validate.ts';
import { validateConfig } from '../../lib/validate/validate.ts';
import { DOCS_EXAMPLES } from '../validate/docs-examples.ts';
import { configOf } from '../validate/large-config.ts';
import { apiEvent, lambdaContext } from './api-event.ts';

// A process of its own: in a test, every import of ours is looked up at every use, and those of the package are not.
// Time of the processor, not of the clock: what the machine does for others is not in it.

const TEXTS: Record<string, { texts: readonly string[]; times: number; rounds: number }> = {
  docs: { texts: Object.values(DOCS_EXAMPLES), times: 10, rounds: 30 },
  '10 KB': { texts: [configOf(10_000)], times: 4, rounds: 12 },
  '200 KB': { texts: [configOf(200_000)], times: 1, rounds: 7 },
};

const request = (body: string) =>
  handler(apiEvent({ body, headers: { 'content-type': 'application/yaml' } }), lambdaContext());

async function cpuMs(work: (text: string) => unknown, texts: readonly string[], times: number) {
  const before = process.cpuUsage();
  for (let time = 0; time < times; time++) for (const text of texts) await work(text);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

const costs: Record<string, { ratio: number; overMs: number }> = {};
for (const [name, { texts, times, rounds }] of Object.entries(TEXTS)) {
  let [bare, validate, requests] = [Infinity, Infinity, Infinity];
  for (let round = 0; round < rounds; round++) {
    bare = Math.min(bare, await cpuMs((text) => parseDocument(text), texts, times));
    validate = Math.min(validate, await cpuMs((text) => validateConfig(text), texts, times));
    requests = Math.min(requests, await cpuMs(request, texts, times));
  }
  costs[name] = { ratio: validate / bare, overMs: (requests - bare) / (times * texts.length) };
}
console.log(JSON.stringify(costs));
