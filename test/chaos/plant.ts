import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { PLANTS, type Plant } from './plants.ts';

const SEEDS = process.argv[2] ?? '200';
/** Inside the project, so that its packages are found. */
const FOLDER = resolve('build/plants');
const ROOMS = ['lib', 'test/chaos', 'test/simulation'];

/** Puts one defect back into a copy of the project, and tells which law finds it, and after how many histories. */
function found({ file, from, to }: Plant): string {
  rmSync(FOLDER, { recursive: true, force: true });
  for (const room of ROOMS) {
    mkdirSync(dirname(join(FOLDER, room)), { recursive: true });
    cpSync(room, join(FOLDER, room), { recursive: true });
  }
  cpSync('package.json', join(FOLDER, 'package.json'));
  const source = readFileSync(file, 'utf8');
  if (source.split(from).length !== 2) throw new Error(`${file} does not have ${JSON.stringify(from)} once`);
  writeFileSync(
    join(FOLDER, file),
    source.replace(from, () => to),
  );
  const run = spawnSync(process.execPath, ['test/chaos/main.ts', '--seeds', SEEDS, '--first'], {
    cwd: FOLDER,
    encoding: 'utf8',
  });
  const [, seed, law] = /^seed (\d+) breaks "(.+?)"/m.exec(run.stderr) ?? [];
  if (law !== undefined) return `${law} | ${seed}`;
  if (run.status !== 0) throw new Error(run.stderr);
  return `not within ${SEEDS} | `;
}

console.log('| planted | found by | at seed |\n| --- | --- | ---: |');
for (const plant of PLANTS) console.log(`| ${plant.title} | ${found(plant)} |`);
rmSync(FOLDER, { recursive: true, force: true });
