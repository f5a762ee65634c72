import { quote } from '../../secrecy/quote.ts';
import type { Finding } from '../finding.ts';
import type { YamlNode } from '../yaml/node.ts';
import { formatPath, type YamlPath } from '../yaml/path.ts';

/** The rules for errors of Truss itself, and TDA008 for an unknown verdict. rules.ts explains each. */
type TrussRule = 'TDA001' | 'TDA002' | 'TDA003' | 'TDA004' | 'TDA005' | 'TDA006' | 'TDA007' | 'TDA008';

/** Truss refuses to load the file. The complaint continues a sentence that begins with the path. */
export function refuseField(
  rule: TrussRule,
  path: YamlPath,
  at: YamlNode,
  complaint: string,
  hint?: string,
): Finding {
  const subject = path.length === 0 ? 'The file' : formatPath(path);
  return {
    rule,
    severity: 'error',
    message: `${subject} ${complaint}.`,
    path,
    span: at.span,
    stops: 'load',
    ...(hint === undefined ? {} : { hint }),
  };
}

/** The verdict of Truss depends on something that is not known here. */
export function unknown(path: YamlPath, at: YamlNode, reason: string): Finding {
  const subject = path.length === 0 ? 'The file' : formatPath(path);
  return {
    rule: 'TDA008',
    severity: 'info',
    message: `${subject} ${reason}, so the verdict of Truss is not known.`,
    path,
    span: at.span,
    hint: 'Write the value in a more usual way, or load the file with your version of Truss.',
    stops: 'unknown',
  };
}

/** The kind of the value. The value itself is not quoted: it may be a password. */
export function found(node: YamlNode): string {
  if (node.kind === 'map') return 'this is a mapping';
  if (node.kind === 'list') return 'this is a list';
  if (node.type === 'null') return 'this is empty (null)';
  if (node.type === 'string') return node.text === '' ? 'this is an empty string' : 'this is text';
  if (node.type === 'boolean') return `YAML reads ${node.text} as a boolean`;
  return `YAML reads this as ${KINDS[node.type]}`;
}

/** The same with the value, for places that never hold a secret: numbers, names from a list, paths. */
export function foundValue(node: YamlNode): string {
  if (node.kind !== 'scalar' || node.type === 'null' || node.text === '') return found(node);
  if (node.type === 'string') return `this is ${quote(abbreviate(node.text))}`;
  return `YAML reads ${abbreviate(node.text)} as ${KINDS[node.type]}`;
}

/** In quotes, a value that YAML reads as a number, a date or a boolean is text. */
export function quoteHint(node: YamlNode): string | undefined {
  if (node.kind !== 'scalar' || node.text === '' || node.type === 'string' || node.type === 'null')
    return undefined;
  return 'Put the value in quotes.';
}

const KINDS = {
  boolean: 'a boolean',
  integer: 'an integer',
  float: 'a float',
  timestamp: 'a date',
  binary: 'bytes',
  undecodable: 'bytes',
  surrogates: 'text with a broken character',
};

function abbreviate(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
