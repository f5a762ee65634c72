import { Failure } from '../../failure.ts';
import { isJsonObject, type JsonObject } from '../../json.ts';

/** An allowing or denying statement of a policy. */
export interface PolicyStatement {
  /** The place of the statement for a message, with its Sid. */
  name: string;
  effect: 'Allow' | 'Deny';
  actions: Selection;
  resources: Selection;
  condition?: JsonObject;
}

/** The listed values, or with NotAction and NotResource everything else. */
export interface Selection {
  patterns: string[];
  negated: boolean;
}

/** Reads a policy document, also inside the output of `aws iam get-role-policy` and `get-policy-version`. */
export function parsePolicy(text: string, from: string): PolicyStatement[] {
  const document = documentIn(parseJson(text, from));
  const { Statement: statements } = document ?? {};
  if (statements === undefined) {
    throw new Failure('invalid', `${from} is not a policy: it has no Statement`, {
      hint: 'print one with: aws iam get-role-policy --role-name ROLE --policy-name POLICY',
    });
  }
  return [statements].flat().map((statement, index) => parseStatement(statement, index + 1, from));
}

function parseJson(text: string, from: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Failure('invalid', `${from} is not JSON`, {
      hint: 'pass the policy document as aws iam prints it: --output json',
    });
  }
}

function documentIn(parsed: unknown): JsonObject | undefined {
  if (!isJsonObject(parsed)) return undefined;
  const inner = [parsed.PolicyDocument, parsed.PolicyVersion, parsed.Document].find(isJsonObject);
  return inner === undefined ? parsed : documentIn(inner);
}

function parseStatement(statement: unknown, number: number, from: string): PolicyStatement {
  const refuse = (what: string, hint: string) =>
    new Failure('invalid', `statement ${number} of ${from} ${what}`, { hint });
  if (!isJsonObject(statement)) throw refuse('is not an object', 'compare it with the policy grammar of IAM');
  const { Sid: sid, Effect: effect, Condition: condition } = statement;
  if ('Principal' in statement || 'NotPrincipal' in statement) {
    throw refuse(
      'names a principal, as trust policies and policies of resources do',
      'pass the policy with the rights of the role: aws iam get-role-policy, or get-policy-version for a managed one',
    );
  }
  if (effect !== 'Allow' && effect !== 'Deny') throw refuse('has no Effect', 'write Allow or Deny');
  const actions = selectionOf(statement, 'Action');
  const resources = selectionOf(statement, 'Resource');
  if (actions === undefined) throw refuse('has no Action', 'write Action or NotAction');
  if (resources === undefined) throw refuse('has no Resource', 'write Resource or NotResource');
  return {
    name: typeof sid === 'string' && sid !== '' ? `statement ${number} (${sid})` : `statement ${number}`,
    effect,
    actions,
    resources,
    ...(isJsonObject(condition) && { condition }),
  };
}

function selectionOf(statement: JsonObject, element: 'Action' | 'Resource'): Selection | undefined {
  for (const [field, negated] of [
    [element, false],
    [`Not${element}`, true],
  ] as const) {
    const values = [statement[field] ?? []].flat();
    const patterns = values.filter((value) => typeof value === 'string');
    if (patterns.length > 0 && patterns.length === values.length) return { patterns, negated };
  }
  return undefined;
}
