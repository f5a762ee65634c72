import type { Pair } from 'yaml';
import type { YamlProblem } from './problem.ts';

/** PyYAML gives up on a key that runs longer than this before its colon. */
export const MAX_KEY_LENGTH = 1024;

/** All that PyYAML takes for the end of a line. */
const LINE_BREAK = /[\r\n\x85\u2028\u2029]/;

/** What PyYAML refuses about a key without "?" that YAML 1.2 allows: no key at all, and a colon on a later line. */
export function keyProblem({ srcToken }: Pair, text: string): YamlProblem | undefined {
  const colon = srcToken?.sep?.find(({ type }) => type === 'map-value-ind');
  if (!srcToken || !colon || srcToken.start.some(({ type }) => type === 'explicit-key-ind')) return undefined;
  const end = colon.offset + 1;
  if (!srcToken.key) {
    const tagged = srcToken.start.some(({ type }) => type === 'tag' || type === 'anchor');
    if (tagged) return undefined;
    return {
      message: 'There is no key before this ":".',
      span: { start: colon.offset, end },
      hint: 'Write the key, or "": if it really is empty.',
    };
  }
  const start = srcToken.key.offset;
  const beforeColon = text.slice(start, colon.offset);
  if (!LINE_BREAK.test(beforeColon) && beforeColon.length <= MAX_KEY_LENGTH) return undefined;
  return {
    message: 'A key and its ":" must stand on one line, within 1,024 characters.',
    span: { start, end },
    hint: 'Join the lines, or quote the value if the ":" was meant to be part of it.',
  };
}
