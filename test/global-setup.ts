import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** The folder of test/built-once.ts. */
    built: string;
  }
}

/** Makes a folder for what several test files need built, and removes it when all have ended. */
export default function setup({ provide }: TestProject): () => void {
  const folder = mkdtempSync(join(tmpdir(), 'pullkeeper-built-'));
  provide('built', folder);
  return () => rmSync(folder, { recursive: true, force: true });
}
