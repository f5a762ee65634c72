import { parseArgs } from 'node:util';
import { historyOf, kindOf } from './history.ts';
import { live } from './live.ts';
import { shortest } from './shrink.ts';
import { story } from './story.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    seed: { type: 'string' },
    first: { type: 'boolean', default: false },
    from: { type: 'string', default: '1' },
    kind: { type: 'string' },
  },
});
const first = Number(values.seed ?? values.from);
const count = values.seed === undefined ? Number(values.seeds) : 1;

const startedAt = performance.now();
let failures = 0;
for (let seed = first; seed < first + count; seed++) {
  if (values.kind !== undefined && kindOf(seed) !== values.kind) continue;
  const [broken] = await live(historyOf(seed));
  if (broken === undefined) continue;
  failures++;
  if (values.first) {
    console.error(story(historyOf(seed), broken));
    break;
  }
  console.error(story(...(await shortest(historyOf(seed), broken))));
  if (failures >= 5) break;
}
const seconds = (performance.now() - startedAt) / 1_000;
console.log(
  `${count} histories, ${failures} broken, ${seconds.toFixed(1)} s, ${Math.round((count / seconds) * 60)} a minute`,
);
process.exitCode = failures > 0 ? 1 : 0;
