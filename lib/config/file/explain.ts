import type { z } from 'zod';
import { isPlainKey, shownKey } from '../../secrecy/shown-key.ts';
import { didYouMean, nearest } from '../../text/nearest.ts';
import { type Complaint, type Path, wrong } from './complaint.ts';
import { keysAllowedAt, valueAt } from './schema-tree.ts';

/** Explains a schema issue in the words of a person who edits registries.yml. */
export function explainComplaint(issue: z.core.$ZodIssue, data: unknown): Complaint[] {
  const { path } = issue;
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => unknownKey(key, path, keysAllowedAt(path, data)));
    case 'invalid_key': {
      const message = `"${keyOf(path)}": ${issue.issues[0]?.message ?? issue.message}`;
      return [{ code: 'wrong-value', path, at: 'key', message }];
    }
    case 'invalid_type':
      return [wrongType([issue.expected], path, data)];
    case 'invalid_value':
      return [wrongValue(issue.values.map(String), path, data)];
    case 'invalid_union':
      return explainUnion(issue, data);
    case 'too_small':
      return [wrong('empty', path, `${subjectOf(path)} is empty`)];
    case 'too_big':
      return [wrong('wrong-value', path, `longer than the ${issue.maximum} characters allowed`)];
    default:
      return [wrong('wrong-value', path, issue.message)];
  }
}

/** The end of a complaint about an unknown name: the name that was probably meant, or else all known names. */
export function otherNames(name: string, names: readonly string[]): string {
  if (names.length === 0) return '; none is defined';
  return didYouMean(name, names) || `; there is ${anyOf(names)}`;
}

/** `one, two or three` */
function anyOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function unknownKey(key: string, path: Path, allowed: string[]): Complaint {
  const meant = nearest(key, allowed);
  const remedy = isPlainKey(key)
    ? didYouMean(key, allowed) || `; expected ${anyOf(allowed)}`
    : '; write a space after the colon: YAML reads the whole text as a key';
  const message = `unknown key "${shownKey(key)}"${remedy}`;
  return {
    code: 'unknown-key',
    path: [...path, key],
    at: 'key',
    message,
    ...(meant !== undefined && { meant }),
  };
}

const READABLE: Record<string, string> = {
  string: 'text',
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  boolean: 'true or false',
};

function missing(key: string): string {
  const example = key === 'publish' ? '; name at least one backend, as in publish: [baseten]' : '';
  return `"${key}" is missing${example}`;
}

function wrongType(expected: readonly string[], path: Path, data: unknown): Complaint {
  const found = valueAt(data, path);
  if (found === undefined && path.length > 0) return wrong('missing', path, missing(keyOf(path)));
  const inline = typeof found === 'string' || (typeof found === 'number' && !expected.includes('string'));
  if (inline && isReferenceAt(path, data)) return secretInline(path, REFERENCE);
  if (inline && keysAllowedAt(path, data).includes('password')) return secretInline(path, LOGIN);
  const wanted = anyOf(expected.map((type) => READABLE[type] ?? type));
  const unquoted = expected.includes('string') && ['number', 'boolean'].includes(typeof found);
  const single = expected.includes('array') && typeof found === 'string' && /^[\w./-]+$/.test(found);
  const remedy = unquoted ? '; put it in quotes' : single ? `; write ${keyOf(path)}: [${found}]` : '';
  return wrong('wrong-type', path, `expected ${wanted}, found ${kindOf(found)}${remedy}`);
}

function secretInline(path: Path, instead: string): Complaint {
  const remedy = `store it in AWS Secrets Manager and write ${instead}`;
  const message = `a secret is never written here: ${remedy}. If it has been committed, rotate it`;
  return wrong('secret-inline', path, message);
}

const REFERENCE = '{ from: aws-secrets-manager, id: <its name> }';
const LOGIN = `{ username: <the user>, password: ${REFERENCE} }`;

/** Whether the schema wants a reference to a secret here, which has `from` and `id`. */
function isReferenceAt(path: Path, data: unknown): boolean {
  const keys = keysAllowedAt(path, data);
  return keys.includes('from') && keys.includes('id');
}

function wrongValue(allowed: readonly string[], path: Path, data: unknown): Complaint {
  const found = valueAt(data, path);
  const expected = `expected ${anyOf(allowed)}`;
  if (found === undefined) return wrong('missing', path, `"${keyOf(path)}" is missing; ${expected}`);
  if (typeof found !== 'string') return wrong('wrong-type', path, `${expected}, found ${kindOf(found)}`);
  return wrong('wrong-value', path, `"${found}" is not ${anyOf(allowed)}${didYouMean(found, allowed)}`);
}

/**
 * Explains a union by the branch that the writer meant: the branch whose type fits the value. If no branch fits, the
 * value has a type that the union does not allow.
 */
function explainUnion(issue: z.core.$ZodIssueInvalidUnion, data: unknown): Complaint[] {
  if (issue.errors.length === 0) {
    return [wrongValue(keywordsOf(issue), issue.path, data)];
  }
  const meant = issue.errors.find(
    (branch) => !branch.some((inner) => inner.code === 'invalid_type' && inner.path.length === 0),
  );
  if (meant !== undefined) {
    return meant.flatMap((inner) =>
      explainComplaint({ ...inner, path: [...issue.path, ...inner.path] }, data),
    );
  }
  const wanted = issue.errors
    .flat()
    .flatMap((inner) => (inner.code === 'invalid_type' ? [inner.expected] : []));
  return [wrongType(wanted, issue.path, data)];
}

function keywordsOf(issue: z.core.$ZodIssueInvalidUnion): string[] {
  return 'options' in issue && Array.isArray(issue.options) ? issue.options.map(String) : [];
}

function keyOf(path: Path): string {
  return String(path.at(-1));
}

function subjectOf(path: Path): string {
  return typeof path.at(-1) === 'number' ? 'this entry' : `"${keyOf(path)}"`;
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return 'nothing';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return 'text';
  return typeof value === 'object' ? 'a mapping' : `the ${typeof value} ${String(value)}`;
}
