import { type OnToken, scan } from './pyyaml/scanner.ts';
import type { Reading } from './yaml.ts';

/**
 * Reads a text as readYaml does. The composer, which is as large as all the rest of a validation, is loaded for the first
 * file that needs it: nearly none does, and a cold start waits for everything that it loads.
 */
export async function readYamlLate(text: string, onToken: OnToken): Promise<Reading> {
  const scanned = scan(text, onToken);
  if ('root' in scanned) return { text, root: scanned.root };
  const { readComposed } = await import('./yaml.ts');
  return readComposed(text, scanned, onToken);
}
