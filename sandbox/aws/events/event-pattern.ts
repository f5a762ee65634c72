import { isRecord } from '../../json.ts';
import { validationError } from '../error.ts';

/** https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-quota.html */
const LONGEST = 2_048;

/** The limit of complexity is not documented; a rule with a wildcard for each of three secrets was refused for it. */
const MOST_WILDCARDS = 2;

/** Refuses a pattern that EventBridge would refuse when the rule is made. */
export function checkPattern(pattern: unknown): void {
  const text = JSON.stringify(pattern);
  if (text.length > LONGEST) {
    throw validationError(
      `1 validation error detected: Value at 'eventPattern' failed to satisfy constraint: Member must have length less than or equal to ${LONGEST}`,
    );
  }
  if ([...text.matchAll(/"wildcard":/g)].length > MOST_WILDCARDS) {
    throw validationError(
      'Event pattern is not valid. Reason: Rule is too complex. Try using fewer wildcard characters or fewer repeating character sequences after a wildcard character',
    );
  }
  for (const [path, leaf] of leavesOf(pattern)) {
    if (!Array.isArray(leaf) || leaf.length === 0) {
      throw validationError(`Event pattern is not valid. Reason: "${path}" must be an object or an array`);
    }
  }
}

/** Whether an event runs the targets of a rule. Of the comparisons the sandbox has the exact one alone. */
export function matchesPattern(pattern: unknown, event: unknown): boolean {
  return leavesOf(pattern).every(([path, wanted]) => {
    const value = path.split('\0').reduce<unknown>((at, key) => (isRecord(at) ? at[key] : undefined), event);
    return Array.isArray(wanted) && [value].flat().some((each) => wanted.includes(each));
  });
}

function leavesOf(pattern: unknown, path: readonly string[] = []): [path: string, leaf: unknown][] {
  if (!isRecord(pattern)) return [[path.join('\0'), pattern]];
  return Object.entries(pattern).flatMap(([key, value]) => leavesOf(value, [...path, key]));
}
