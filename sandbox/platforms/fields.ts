import { isRecord } from '../json.ts';
import { Refused } from './platform.ts';

/** Returns the problem with the value of a field. */
export type Check = (value: unknown) => string | undefined;

export function text(least = 1, most = Number.POSITIVE_INFINITY): Check {
  return (value) => {
    if (typeof value !== 'string') return 'must be a string';
    if (value.length < least) return `must have at least ${least} characters`;
    return value.length > most ? `must have at most ${most} characters` : undefined;
  };
}

export function matching(pattern: RegExp): Check {
  return (value) =>
    typeof value === 'string' && pattern.test(value) ? undefined : `must match ${pattern.source}`;
}

export function exactly(wanted: unknown): Check {
  return (value) => (value === wanted ? undefined : `must be ${JSON.stringify(wanted)}`);
}

export function optional(check: Check): Check {
  return (value) => (value === undefined ? undefined : check(value));
}

/** Returns the fields of a body. Rejects a body with a missing, wrong or unknown field. */
export function fieldsOf(
  body: unknown,
  shape: Readonly<Record<string, Check>>,
  status = 400,
): Record<string, unknown> {
  if (!isRecord(body)) throw new Refused(status, 'The body must be a JSON object.');
  for (const [name, check] of Object.entries(shape)) {
    const problem = check(body[name]);
    if (problem !== undefined) throw new Refused(status, `${name} ${problem}`);
  }
  const [stranger] = Object.keys(body).filter((name) => !(name in shape));
  if (stranger !== undefined) throw new Refused(status, `${stranger} is not a known field`);
  return body;
}
