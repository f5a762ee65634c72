import { existsSync } from 'node:fs';
import { mkdir, rename, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { inject } from 'vitest';

/**
 * Builds something once for all test files of a run: the first one that needs the folder fills it, and the others wait.
 * Returns the folder, which no test may change.
 */
export async function builtOnce(name: string, build: (folder: string) => Promise<unknown>): Promise<string> {
  const folder = join(inject('built'), name);
  const lock = `${folder}.lock`;
  while (!existsSync(folder)) {
    const isOurs = await mkdir(lock).then(
      () => true,
      () => false,
    );
    if (!isOurs) {
      await setTimeout(50);
      continue;
    }
    try {
      if (existsSync(folder)) break;
      await mkdir(`${folder}.draft`, { recursive: true });
      await build(`${folder}.draft`);
      await rename(`${folder}.draft`, folder);
    } finally {
      await rmdir(lock);
    }
  }
  return folder;
}
