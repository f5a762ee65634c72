import { concealTokens } from '../../lib/secrecy/quote.ts';
import { exceedsBudget } from '../../lib/validate/budget.ts';
import { conceal, isSignedUrl, secretKind } from '../../lib/validate/model/credential.ts';
import type { Span, YamlNode, YamlScalar } from '../../lib/validate/yaml/node.ts';
import type { YamlReading } from '../../lib/validate/yaml/yaml.ts';

/** The text for a link, without values that look like credentials; or the reason why nothing may be shared. */
export type Shareable = { text: string; hidden: number } | { problem: string };

/** Replaces a value. The rules treat it as a sample, not as a credential. */
const HIDDEN = '"[redacted]"';

/**
 * Leaves out values with the form of a credential, values below a key for credentials, and comments. A file that cannot
 * be read cannot be searched, so it is not shared.
 */
export function withoutCredentials(text: string, read: (text: string) => YamlReading): Shareable {
  const reading = read(text);
  if (!('root' in reading) || exceedsBudget(reading))
    return { problem: 'A file that cannot be read cannot be searched for credentials, so it is not shared.' };
  const scalars: Written[] = [];
  collect(reading.root, [], scalars);
  const inOrder = scalars.toSorted((one, other) => one.node.span.start - other.node.span.start);
  let [shared, at, hidden] = ['', 0, 0];
  for (const each of inOrder) {
    const { start, end } = each.node.span;
    if (start < at) continue; // an alias repeats a value that is already handled
    const hides = isHidden(each);
    if (hides) hidden++;
    shared +=
      withoutComments(text.slice(at, start)) +
      (hides ? replacement(text, each.node.span) : text.slice(start, end));
    at = end;
  }
  shared += withoutComments(text.slice(at));
  return !holdsToken(shared) && 'root' in read(shared)
    ? { text: shared, hidden }
    : {
        problem:
          'Something in this file looks like a credential and cannot be left out, so it is not shared.',
      };
}

/** A scalar with the keys that lead to it; the last of them is its own if it is a key. */
interface Written {
  node: YamlScalar;
  keys: readonly string[];
  isKey: boolean;
}

function collect(node: YamlNode, keys: readonly string[], into: Written[]): void {
  if (node.kind === 'scalar') into.push({ node, keys, isKey: false });
  else if (node.kind === 'list') for (const item of node.items) collect(item, keys, into);
  else
    for (const { key, value } of node.entries) {
      into.push({ node: key, keys, isKey: true });
      collect(value, [...keys, key.text], into);
    }
}

/** Keys whose value is always a credential. */
const PROMISES =
  /passw|passphrase|token|secret|credential|api[-_]?key|access[-_]?key|private[-_]?key|^key$|^auth$/i;
/** Similar keys, which name the place of a credential. */
const NAMES_ONE = /_secret_name$|^auth_method$|^secret_to_path|^tokenService$|^registry$/i;
/** The mapping of secrets of a config.yaml, whose values should all be null; the environment of the model. */
const HOLDS_VALUES = ['secrets', 'environment_variables', 'external_id', 'externalId'];

function isHidden({ node, keys, isKey }: Written): boolean {
  const { text, type } = node;
  if (type === 'null' || type === 'boolean' || text === '') return false;
  if (secretKind(text) !== undefined || holdsToken(text) || isSignedUrl(text)) return true;
  if (isKey || isReference(text)) return false;
  const own = keys.at(-1) ?? '';
  if (HOLDS_VALUES.includes(keys[0] ?? '') || HOLDS_VALUES.includes(own)) return true;
  return PROMISES.test(own) && !NAMES_ONE.test(own);
}

/** A reference to a secret of fal, or a placeholder of an http backend. */
function isReference(text: string): boolean {
  return /^\$\{?[A-Za-z_]\w*\}?$/.test(text) || /^\{[a-z][A-Za-z]*\}$/.test(text);
}

/**
 * Whether a part of the text has the shape of a known credential, or is long and random. Digests of images do not
 * count.
 */
function holdsToken(text: string): boolean {
  const rest = text.replaceAll(/@sha256:[0-9a-f]{64}(?![\w+=-])/g, '');
  return conceal(rest) !== rest || concealTokens(rest) !== rest;
}

/** Returns the replacement of a value. A block of text ends with a line break, which must stay. */
function replacement(text: string, { start, end }: Span): string {
  return text.slice(start, end).endsWith('\n') ? `${HIDDEN}\n` : HIDDEN;
}

/** The text between scalars: marks, blanks and comments. Only comments that waive a rule stay. */
function withoutComments(between: string): string {
  return between.replace(/(^|\s)#.*/g, (comment, before) =>
    /^\s*#\s*pullkeeper-ignore\s+[A-Z]{3}\d{3}/.test(comment)
      ? `${before}${/#\s*pullkeeper-ignore\s+[A-Z]{3}\d{3}(?:\s*,\s*[A-Z]{3}\d{3})*/.exec(comment)?.[0] ?? ''}`
      : `${before}#`,
  );
}
