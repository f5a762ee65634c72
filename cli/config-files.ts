import { type Dirent, readdirSync, statSync } from 'node:fs';
import { join, matchesGlob, resolve } from 'node:path';

/** Folders that never contain the user's own files. */
const SKIPPED = new Set(['node_modules', '.git', '.venv', 'venv', '__pycache__']);

export interface FoundFile {
  path: string;
  /** Found in a folder, and not named by the user: it may be the config of another program. */
  searched: boolean;
}

interface Found {
  files: FoundFile[];
  /** Folders in which there is no config.yaml. */
  empty: string[];
  /** Paths that cannot be read, and why. */
  unreadable: { path: string; error: unknown }[];
}

/** The named files, and every config.yaml in the named folders, in a stable order. */
export function findConfigFiles(
  paths: readonly string[],
  cwd: string,
  exclude: readonly string[] = [],
): Found {
  const found: Found = { files: [], empty: [], unreadable: [] };
  const search = new Search(cwd, exclude, found);
  for (const path of paths) search.expand(path);
  const byPath = new Map(found.files.map((file) => [file.path, file]));
  return { ...found, files: [...byPath.values()] };
}

class Search {
  readonly #cwd: string;
  readonly #exclude: readonly string[];
  readonly #found: Found;

  constructor(cwd: string, exclude: readonly string[], found: Found) {
    this.#cwd = cwd;
    this.#exclude = exclude;
    this.#found = found;
  }

  expand(path: string) {
    if (path === '-') return this.#add(path, false);
    if (this.#isExcluded(path)) return;
    try {
      const stats = statSync(resolve(this.#cwd, path));
      if (!stats.isDirectory()) return this.#add(path, false);
    } catch (error) {
      this.#found.unreadable.push({ path, error });
      return;
    }
    const { files, unreadable } = this.#found;
    const before = files.length + unreadable.length;
    this.#search(path);
    if (files.length + unreadable.length === before) this.#found.empty.push(path);
  }

  #search(folder: string): void {
    for (const entry of this.#entriesOf(folder).toSorted((one, other) => (one.name < other.name ? -1 : 1))) {
      const path = folder === '.' ? entry.name : join(folder, entry.name);
      if (SKIPPED.has(entry.name) || this.#isExcluded(path)) continue;
      if (entry.isDirectory()) this.#search(path);
      else if (entry.name === 'config.yaml' && (entry.isFile() || this.#leadsToFile(entry, path)))
        this.#add(path, true);
    }
  }

  /** A link to a folder is not followed: it could lead in a circle. */
  #leadsToFile(entry: Dirent, path: string): boolean {
    if (!entry.isSymbolicLink()) return false;
    try {
      return statSync(resolve(this.#cwd, path)).isFile();
    } catch (error) {
      this.#found.unreadable.push({ path, error });
      return false;
    }
  }

  #entriesOf(folder: string): Dirent[] {
    try {
      return readdirSync(resolve(this.#cwd, folder), { withFileTypes: true });
    } catch (error) {
      this.#found.unreadable.push({ path: folder, error });
      return [];
    }
  }

  #add(path: string, searched: boolean): void {
    this.#found.files.push({ path, searched });
  }

  /** A pattern without a slash matches names in any folder, as in .gitignore. */
  #isExcluded(path: string): boolean {
    return this.#exclude.some((pattern) => {
      const wanted = pattern.replace(/\/+$/, '');
      if (matchesGlob(path, wanted) || path.startsWith(`${wanted}/`)) return true;
      return !wanted.includes('/') && path.split('/').some((name) => matchesGlob(name, wanted));
    });
  }
}
