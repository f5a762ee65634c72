import { HttpProblem } from './problem.ts';

/**
 * The time of a validation grows with its values (keys and values, collections included), not with its bytes. 256 KiB
 * can contain a quarter of a million values. A typical config.yaml has one value for each ten bytes.
 */
const MAX_VALUES = 40_000;

/** Counts the values of one request, in all of its files. Too many values end the request. */
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
