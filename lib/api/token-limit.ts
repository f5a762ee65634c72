import type { OnToken } from '../validate/yaml/yaml.ts';
import { HttpProblem } from './problem.ts';

/**
 * What YAML costs goes by its tokens (names, values, punctuation, line ends), and not by its bytes: 256 KiB may hold
 * hundreds of thousands, and take seconds. A config.yaml has about one in four bytes, so that a body that is full of it
 * stays below this, and is read in about a tenth of a second.
 */
const MAX_TOKENS = 75_000;

/** Counts the tokens of one request, in all of its files, and ends it when they are too many. */
export function tokenLimit(): OnToken {
  let left = MAX_TOKENS;
  return () => {
    if (--left < 0) throw tooManyTokens();
  };
}

function tooManyTokens(): HttpProblem {
  const limit = MAX_TOKENS.toLocaleString('en');
  return new HttpProblem(
    413,
    'Too many values',
    `There are more than ${limit} tokens of YAML in it (names, values, punctuation, line ends), which takes longer than a request may. Send fewer files at once, or check them where there is no such limit, with "npx pullkeeper validate".`,
  );
}
