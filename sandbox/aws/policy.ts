import { isRecord, parseJson } from '../json.ts';
import { AwsError, notSimulated } from './error.ts';

interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly conditions?: readonly Condition[];
}

/** A key of the context of a call must have one of these values. */
interface Condition extends Operator {
  readonly key: string;
  readonly values: readonly string[];
}

interface Operator {
  /** Whether every value that the call has must match, or one of them. */
  readonly all: boolean;
  matches(pattern: string, text: string): boolean;
}

/** The context of a call besides its action and its resource, such as the tags of the resource. */
export type Context = Readonly<Record<string, string | readonly string[]>>;

/** An IAM policy in the sandbox: statements about actions on resources, with a few kinds of condition. */
export type Policy = readonly Statement[];

export function allowing(actions: readonly string[]): Policy {
  return [{ effect: 'Allow', actions, resources: ['*'] }];
}

export function permits(policy: Policy, action: string, resource: string, context: Context = {}): boolean {
  const relevant = policy.filter(
    ({ actions, resources, conditions = [] }) =>
      // IAM compares actions without regard to case, and resources with it.
      actions.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
      resources.some((pattern) => matches(pattern, resource)) &&
      conditions.every((condition) => holds(condition, context)),
  );
  return (
    relevant.some(({ effect }) => effect === 'Allow') && relevant.every(({ effect }) => effect === 'Allow')
  );
}

/** A missing key does not match. A condition on all values of a missing key is true. */
function holds({ key, values, all, matches: isMatch }: Condition, context: Context): boolean {
  const present = [context[key] ?? []].flat();
  const fits = (value: string) => values.some((pattern) => isMatch(pattern, value));
  return all ? present.every(fits) : present.some(fits);
}

/** Reads a policy document as IAM does, and as STS does when it is handed one for a session. */
export function parsePolicy(document: string): Policy {
  const parsed = parseJson(document);
  if (!isRecord(parsed)) throw malformed('Syntax errors in policy.');
  const statements = [parsed.Statement ?? []].flat();
  if (statements.length === 0) throw malformed('Missing required field Statement');
  return statements.map(parseStatement);
}

function parseStatement(statement: unknown): Statement {
  if (!isRecord(statement)) throw malformed('Syntax errors in policy.');
  const { Effect: effect } = statement;
  if (effect !== 'Allow' && effect !== 'Deny') throw malformed('Missing required field Effect');
  for (const field of ['NotAction', 'NotResource']) {
    if (field in statement) throw notSimulated(`${field} in a policy`);
  }
  return {
    effect,
    actions: patterns(statement, 'Action'),
    resources: patterns(statement, 'Resource'),
    conditions: conditionsIn(statement.Condition),
  };
}

const OPERATORS: Readonly<Record<string, Operator>> = {
  StringEquals: { all: false, matches: equals },
  'ForAnyValue:StringEquals': { all: false, matches: equals },
  'ForAllValues:StringEquals': { all: true, matches: equals },
  StringLike: { all: false, matches },
  'ForAllValues:StringLike': { all: true, matches },
};

function equals(wanted: string, text: string): boolean {
  return wanted === text;
}

function conditionsIn(block: unknown): Condition[] {
  if (block === undefined) return [];
  if (!isRecord(block)) throw malformed('Syntax errors in policy.');
  return Object.entries(block).flatMap(([operator, keys]) => {
    const found = OPERATORS[operator];
    if (found === undefined) throw notSimulated(`the operator ${operator} in a policy`);
    if (!isRecord(keys)) throw malformed('Syntax errors in policy.');
    return Object.keys(keys).map((key) => ({ ...found, key, values: patterns(keys, key) }));
  });
}

function patterns(statement: Record<string, unknown>, field: string): string[] {
  const values: unknown[] = [statement[field] ?? []].flat();
  if (values.length === 0) throw malformed(`Missing required field ${field}`);
  return values.map((value) => {
    if (typeof value !== 'string') throw malformed('Syntax errors in policy.');
    return value;
  });
}

function malformed(message: string): AwsError {
  return new AwsError('MalformedPolicyDocument', message);
}

/** `*` matches any text and `?` one character, as in IAM. */
function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}
