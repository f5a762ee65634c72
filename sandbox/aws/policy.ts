import { isRecord, parseJson } from '../json.ts';
import { AwsError, notSimulated } from './error.ts';

interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/** What an IAM policy comes down to here: statements of actions on resources, without conditions. */
export type Policy = readonly Statement[];

export function allowing(actions: readonly string[]): Policy {
  return [{ effect: 'Allow', actions, resources: ['*'] }];
}

export function permits(policy: Policy, action: string, resource: string): boolean {
  const relevant = policy.filter(
    ({ actions, resources }) =>
      // IAM compares actions without regard to case, and resources with it.
      actions.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
      resources.some((pattern) => matches(pattern, resource)),
  );
  return (
    relevant.some(({ effect }) => effect === 'Allow') && relevant.every(({ effect }) => effect === 'Allow')
  );
}

/** Reads a policy document as STS does when it is handed one for a session. */
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
  for (const field of ['NotAction', 'NotResource', 'Condition']) {
    if (field in statement) throw notSimulated(`${field} in a session policy`);
  }
  return { effect, actions: patterns(statement, 'Action'), resources: patterns(statement, 'Resource') };
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

/** `*` stands for any text and `?` for one character, as in IAM. */
function matches(pattern: string, text: string): boolean {
  const source = pattern
    .replace(/[\\^$.|+()[\]{}]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}
