import { HttpProblem } from './problem.ts';

/**
 * The cost of a validation grows with the number of values (keys and values, collections included), not with bytes:
 * 256 KiB can hold a quarter of a million. A config.yaml that fills a body has about one in ten bytes.
 */
const MAX_VALUES = 40_000;

/** Counts the values of one request, in all of its files, and ends the request when they are too many. */
export function valueLimit(): () => void {
  let left = MAX_VALUES;
  return () => {
    if (--left < 0) throw tooManyValues();
  };
}

function tooManyValues(): HttpProblem {
  const limit = MAX_VALUES.toLocaleString('en');
  return new HttpProblem(
    413,
    'Too many values',
    `The files contain more than ${limit} keys and values. Send fewer files at once, or run "npx pullkeeper validate", which has no such limit.`,
  );
}
