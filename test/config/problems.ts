import { compile } from '../../lib/config/file/compile.ts';
import { ConfigError } from '../../lib/config/file/config-error.ts';

const NOW = new Date('2026-01-01T00:00:00Z');

/** Returns each problem of a file as `line:column code`, and nothing for a file that compiles. */
export function problemsOf(text: string): string[] {
  return refusalOf(text).map(({ line, column, code }) => `${line}:${column} ${code}`);
}

/** Returns the problems of a file with their messages. Only `messages.test.ts` asserts the words. */
export function refusalOf(text: string): ConfigError['problems'] {
  try {
    compile(text, 'registries.yml', NOW);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}
