import type { z } from 'zod';
import { didYouMean } from '../../text/nearest.ts';
import type { Complaint, Path } from './complaint.ts';
import { keysAllowedAt, valueAt } from './schema-tree.ts';

/** Says what a schema issue means in the words of someone who edits registries.yml. */
export function explain(issue: z.core.$ZodIssue, data: unknown): Complaint[] {
  switch (issue.code) {
    case 'unrecognized_keys':
      return issue.keys.map((key) => ({
        path: [...issue.path, key],
        at: 'key',
        message: unknownKey(key, keysAllowedAt(issue.path, data)),
      }));
    case 'invalid_key':
      return [
        {
          path: issue.path,
          at: 'key',
          message: `"${keyOf(issue.path)}": ${issue.issues[0]?.message ?? issue.message}`,
        },
      ];
    case 'invalid_type':
      return [{ path: issue.path, at: 'value', message: wrongType([issue.expected], issue.path, data) }];
    case 'invalid_value':
      return [
        { path: issue.path, at: 'value', message: wrongValue(issue.values.map(String), issue.path, data) },
      ];
    case 'invalid_union':
      return explainUnion(issue, data);
    case 'too_small':
      return [{ path: issue.path, at: 'value', message: `${subjectOf(issue.path)} is empty` }];
    case 'too_big':
      return [
        { path: issue.path, at: 'value', message: `longer than the ${issue.maximum} characters allowed` },
      ];
    default:
      return [{ path: issue.path, at: 'value', message: issue.message }];
  }
}

/** The end of a complaint about a name that nothing has: the one probably meant, or else all there are. */
export function otherNames(name: string, names: readonly string[]): string {
  if (names.length === 0) return '; none is defined';
  return didYouMean(name, names) || `; there is ${anyOf(names)}`;
}

/** `one, two or three` */
function anyOf(words: readonly string[]): string {
  return words.length < 2 ? words.join('') : `${words.slice(0, -1).join(', ')} or ${words.at(-1)}`;
}

function unknownKey(key: string, allowed: string[]): string {
  return `unknown key "${key}"${didYouMean(key, allowed) || `; expected ${anyOf(allowed)}`}`;
}

const READABLE: Record<string, string> = {
  string: 'text',
  object: 'a mapping',
  record: 'a mapping',
  array: 'a list',
  boolean: 'true or false',
};

function wrongType(expected: readonly string[], path: Path, data: unknown): string {
  const found = valueAt(data, path);
  if (found === undefined && path.length > 0) return `"${keyOf(path)}" is missing`;
  const wanted = anyOf(expected.map((type) => READABLE[type] ?? type));
  const unquoted = expected.includes('string') && ['number', 'boolean'].includes(typeof found);
  return `expected ${wanted}, found ${kindOf(found)}${unquoted ? '; put it in quotes' : ''}`;
}

function wrongValue(allowed: readonly string[], path: Path, data: unknown): string {
  const found = valueAt(data, path);
  if (found === undefined) return `"${keyOf(path)}" is missing; expected ${anyOf(allowed)}`;
  if (typeof found !== 'string') return `expected ${anyOf(allowed)}, found ${kindOf(found)}`;
  return `"${found}" is not ${anyOf(allowed)}${didYouMean(found, allowed)}`;
}

/**
 * A union is explained by the branch that the writer meant: the one whose own type fits what stands there. Where none
 * does, the value is of a kind that no branch takes.
 */
function explainUnion(issue: z.core.$ZodIssueInvalidUnion, data: unknown): Complaint[] {
  if (issue.errors.length === 0) {
    const allowed = keywordsOf(issue);
    return [{ path: issue.path, at: 'value', message: wrongValue(allowed, issue.path, data) }];
  }
  const meant = issue.errors.find(
    (branch) => !branch.some((inner) => inner.code === 'invalid_type' && inner.path.length === 0),
  );
  if (meant !== undefined) {
    return meant.flatMap((inner) => explain({ ...inner, path: [...issue.path, ...inner.path] }, data));
  }
  const wanted = issue.errors
    .flat()
    .flatMap((inner) => (inner.code === 'invalid_type' ? [inner.expected] : []));
  return [{ path: issue.path, at: 'value', message: wrongType(wanted, issue.path, data) }];
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
