import { parseArgs } from 'node:util';
import { firstFind } from './plant.ts';
import { PLANTS } from './plants.ts';

/** Plants every defect, one after another, and prints the law that finds it and the seed of the history. */
const { values } = parseArgs({
  options: { seeds: { type: 'string', default: '200' }, only: { type: 'string', default: '' } },
});
const count = Number(values.seeds);

console.log('| planted | found by | at seed |\n| --- | --- | ---: |');
for (const plant of PLANTS.filter(({ title }) => title.includes(values.only))) {
  const find = await firstFind(plant, { first: 1, count, ...(plant.kind && { kind: plant.kind }) });
  const result = find === undefined ? `not found in ${count} histories | ` : `${find.law} | ${find.seed}`;
  console.log(`| ${plant.title} | ${result} |`);
}
