import { readdir, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Failure } from '../lib/failure.ts';

/** Folders that are never anybody's own. */
const SKIPPED = new Set(['node_modules', '.git', '.venv', 'venv', '__pycache__']);

export interface FoundFile {
  path: string;
  /** Found in a folder, not named by a person: it may be the config of something else. */
  searched: boolean;
}

/** The files that were named, and every config.yaml in the folders that were, in a stable order. */
export async function findConfigFiles(paths: readonly string[], cwd: string): Promise<FoundFile[]> {
  const found = await Promise.all(paths.map((path) => expand(path, cwd)));
  const byPath = new Map(found.flat().map((file) => [file.path, file]));
  return [...byPath.values()];
}

async function expand(path: string, cwd: string): Promise<FoundFile[]> {
  if (path === '-') return [{ path, searched: false }];
  const stats = await stat(resolve(cwd, path)).catch(() => undefined);
  if (!stats) {
    throw new Failure('invalid', `${path} does not exist.`, {
      hint: 'Name a config.yaml, or a folder that has one.',
    });
  }
  return stats.isDirectory() ? search(path, cwd) : [{ path, searched: false }];
}

async function search(folder: string, cwd: string): Promise<FoundFile[]> {
  const entries = await readdir(resolve(cwd, folder), { withFileTypes: true });
  const here = entries
    .toSorted((one, other) => (one.name < other.name ? -1 : 1))
    .map(async (entry): Promise<FoundFile[]> => {
      const path = folder === '.' ? entry.name : join(folder, entry.name);
      if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : search(path, cwd);
      return entry.isFile() && entry.name === 'config.yaml' ? [{ path, searched: true }] : [];
    });
  return (await Promise.all(here)).flat();
}
