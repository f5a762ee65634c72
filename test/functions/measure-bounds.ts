import { handler } from '../../functions/validate.ts';
import { pullkeeper } from '../cli/pullkeeper.ts';
import { countCpu } from '../cpu-time.ts';
import { apiEvent, lambdaContext } from './api-event.ts';
import { MANY, PIECES, places, withRun } from './hostile-values.ts';

// A process of its own, so that neither the transform of the test runner nor other tests are in the figures. It prints
// the slowest answers, by the time of the processor, and how much memory they took over the idle process.

const MAX_BODY = 256 * 1024;
/** A pattern that is quadratic takes seconds for as many characters; a linear one takes milliseconds. */
const RUN = 64 * 1024;
const ACCEPT = ['application/json', 'application/sarif+json', 'text/plain'];
const OPTIONS = [['--format', 'text'], ['--format', 'sarif'], ['--format', 'github'], ['--diff'], ['--fal']];

interface Answer {
  name: string;
  cpuMs: number;
  bytes: number;
  failed: boolean;
}

const answers: Answer[] = [];

async function measure(name: string, work: () => Promise<{ bytes: number; failed: boolean }>) {
  const cpuMs = countCpu();
  const result = await work();
  answers.push({ name, cpuMs: cpuMs(), ...result });
}

const post = (body: string, accept = 'application/json') =>
  measure(`POST ${accept}`, async () => {
    const headers = { 'content-type': 'application/yaml', accept };
    const response = await handler(apiEvent({ body, headers }), lambdaContext());
    return { bytes: Buffer.byteLength(response.body), failed: response.statusCode >= 500 };
  });

const run = (body: string, args: string[]) =>
  measure(`pullkeeper validate ${args.join(' ')}`, async () => {
    const { code, stdout } = await pullkeeper(['validate', '-', ...args], { stdin: body });
    return { bytes: Buffer.byteLength(stdout), failed: code > 1 };
  });

function worst(of: string) {
  const all = answers.splice(0);
  const slowest = all.reduce((one, other) => (other.cpuMs > one.cpuMs ? other : one));
  const bytes = Math.max(...all.map((answer) => answer.bytes));
  return { of, slowest: slowest.name, cpuMs: slowest.cpuMs, bytes, failed: all.some(({ failed }) => failed) };
}

await post('a: 1');
await post('base_image: {image: 5}', 'text/plain');
await run('base_image: {image: 5}', ['--fal']);
answers.length = 0;
const { rss: idle } = process.memoryUsage();
const worsts = [];
for (const place of places()) {
  for (const piece of PIECES) await post(withRun(place, piece, RUN));
  worsts.push(worst(`long runs in ${place.place}`));
  if (place.yaml.includes('docker_auth')) continue;
  // The way to a finding is the same; only how it is shown is another.
  for (const piece of PIECES.filter((_, index) => index % 4 === 0))
    await run(withRun(place, piece, RUN), ['--format', 'text']);
  worsts.push(worst(`long runs in ${place.place}, on the command line`));
}
for (const [name, body] of Object.entries(MANY)) {
  if (Buffer.byteLength(body) > MAX_BODY) throw new RangeError(`${name} is larger than a body`);
  for (const accept of ACCEPT) {
    globalThis.gc?.(); // what the answer before left behind is none of this one's memory
    await post(body, accept);
  }
  for (const options of OPTIONS) {
    globalThis.gc?.();
    await run(body, options);
  }
  worsts.push(worst(`many ${name}`));
}
console.log(JSON.stringify({ worsts, overIdleMb: process.resourceUsage().maxRSS / 1024 - idle / 1024 ** 2 }));
