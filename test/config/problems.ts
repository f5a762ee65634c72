import { compile } from '../../lib/config/file/compile.ts';
import { ConfigError } from '../../lib/config/file/config-error.ts';

/** All that is said of a file, as `line:column message`; nothing of one that compiles. */
export function problemsOf(text: string): string[] {
  try {
    compile(text, 'registries.yml');
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ line, column, message }) => `${line}:${column} ${message}`);
  }
  return [];
}
