import { spawn } from 'node:child_process';
import { cp, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { Plant } from './plants.ts';

/** All that a history runs on. The project's packages are reached through a link. */
const ROOMS = ['lib', 'test/chaos', 'test/simulation', 'package.json'];

export interface Seeds {
  first: number;
  count: number;
  /** Only histories of this kind. */
  kind?: Plant['kind'];
}

export interface Find {
  law: string;
  seed: number;
}

/** Puts a defect into a copy of the project, and returns the first history that finds it. */
export async function firstFind(plant: Plant, seeds: Seeds): Promise<Find | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'pullkeeper-plant-'));
  try {
    for (const room of ROOMS) await cp(room, join(folder, room), { recursive: true });
    await symlink(resolve('node_modules'), join(folder, 'node_modules'));
    await writeFile(join(folder, plant.file), planted(plant, await readFile(plant.file, 'utf8')));
    return await livedThrough(folder, seeds);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The text of the file with the defect in it. */
export function planted({ file, from, to }: Plant, source: string): string {
  if (source.split(from).length !== 2) throw new Error(`${file} does not have ${JSON.stringify(from)} once`);
  return source.replace(from, () => to);
}

async function livedThrough(cwd: string, { first, count, kind }: Seeds): Promise<Find | undefined> {
  const range = [
    '--from',
    String(first),
    '--seeds',
    String(count),
    ...(kind === undefined ? [] : ['--kind', kind]),
  ];
  const child = spawn(process.execPath, ['test/chaos/main.ts', ...range, '--first'], { cwd });
  let said = '';
  child.stderr.on('data', (chunk) => {
    said += chunk;
  });
  const status = await new Promise((done) => child.on('close', done));
  const [, seed, law] = /^seed (\d+) breaks "(.+?)"/m.exec(said) ?? [];
  if (law !== undefined) return { law, seed: Number(seed) };
  if (status !== 0) throw new Error(said);
  return undefined;
}
