import type { Cursor } from './cursor.ts';
import { decodeUtf8 } from './decode.ts';
import type { ScalarType, YamlScalar } from './node.ts';
import type { Token } from './scanner.ts';
import { bytesOf, dateProblem, floatOf, integerOf } from './values.ts';

/** The tags that PyYAML knows, without `tag:yaml.org,2002:`. */
const SCALAR_TAGS = ['str', 'null', 'bool', 'int', 'float', 'timestamp', 'binary', 'merge', 'value'] as const;
const COLLECTION_TAGS = ['seq', 'map', 'set', 'omap', 'pairs'] as const;

export type Tag = (typeof SCALAR_TAGS)[number] | (typeof COLLECTION_TAGS)[number] | 'unknown';

const BY_NAME = new Map<string, Tag>(
  [...SCALAR_TAGS, ...COLLECTION_TAGS].map((tag) => [`tag:yaml.org,2002:${tag}`, tag]),
);

export function tagOf(name: string): Tag {
  return BY_NAME.get(name) ?? 'unknown';
}

// PyYAML's own patterns (yaml/resolver.py, 6.0.3). They are narrower than the YAML 1.1 types: `y` and `n` are strings, a
// float needs a dot, an exponent a sign. Python's "$" allows a line break at the end; only a text tagged "!" can have one.
const BOOLEAN = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)\n?$/;
const NULL = /^(?:~|null|Null|NULL)\n?$/;
const INTEGER =
  /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)\n?$/;
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))\n?$/;
const TIMESTAMP =
  /^(?:\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)\n?$/;

/** PyYAML's type for a text without quotes. The first character decides which patterns are tried. */
function resolvePlain(text: string): Tag {
  const first = text.charAt(0);
  if (text === '' || ('~nN'.includes(first) && NULL.test(text))) return 'null';
  if ('yYnNtTfFoO'.includes(first)) return BOOLEAN.test(text) ? 'bool' : 'str';
  if ('-+.0123456789'.includes(first)) {
    if (FLOAT.test(text)) return 'float';
    if (INTEGER.test(text)) return 'int';
    return TIMESTAMP.test(text) ? 'timestamp' : 'str';
  }
  if (first === '<' && /^<<\n?$/.test(text)) return 'merge';
  return first === '=' && /^=\n?$/.test(text) ? 'value' : 'str';
}

const QUOTE_IT = 'Put the value in quotes, if it is meant as text.';

/** Constructs a scalar like SafeLoader. The reader stops where SafeLoader fails. */
export function constructScalar(
  { type, start, end, text, halves }: Token,
  name: string | undefined,
  cursor: Cursor,
): YamlScalar {
  const span = { start, end };
  const fail = (message: string, hint = QUOTE_IT) => cursor.fail(message, hint, start, end);
  const made = (type: ScalarType, value = text): YamlScalar => ({ kind: 'scalar', type, text: value, span });
  const numeric = (type: 'integer' | 'float', number: number | undefined): YamlScalar =>
    number === undefined
      ? fail('Python cannot read this number.')
      : { kind: 'scalar', type, text, number, span };
  const resolves = name === undefined ? type === 'plain' : name === '!';
  const tag = resolves ? resolvePlain(text) : name === undefined ? 'str' : tagOf(name);
  switch (tag) {
    case 'str':
      return made(halves ? 'surrogates' : 'string');
    case 'null':
      return made('null');
    case 'bool':
      return /^(?:yes|no|true|false|on|off)$/i.test(text) ? made('boolean') : fail('This is not a boolean.');
    case 'int':
      return numeric('integer', integerOf(text));
    case 'float':
      return numeric('float', floatOf(text));
    case 'timestamp': {
      const problem = dateProblem(text);
      return problem === undefined ? made('timestamp') : fail(`Truss fails on this date: ${problem}.`);
    }
    case 'binary': {
      const bytes =
        bytesOf(text) ?? fail('!!binary needs base64, and this is not base64.', 'Delete the tag.');
      const decoded = decodeUtf8(bytes);
      return 'text' in decoded ? made('binary', decoded.text) : made('undecodable');
    }
    case 'merge':
      return fail(
        'Truss cannot read "<<": its loader fails on every merge key.',
        'Write the merged keys out. Anchors and aliases without "<<" work.',
      );
    case 'value':
      return fail('A bare "=" is special in YAML 1.1, and Truss cannot read it.', 'Write "=" in quotes.');
    case 'unknown':
      return fail(
        'Truss supports no custom tags.',
        'Put the value in quotes, if the "!" is part of it; or delete the tag.',
      );
    default:
      return fail(`!!${tag} does not fit a single value.`, 'Delete the tag.');
  }
}
