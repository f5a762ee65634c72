/** The tags that PyYAML knows, without `tag:yaml.org,2002:`. */
const TAGS = [
  'str',
  'null',
  'bool',
  'int',
  'float',
  'timestamp',
  'binary',
  'seq',
  'map',
  'set',
  'omap',
  'pairs',
  'merge',
  'value',
] as const;

export type Tag = (typeof TAGS)[number] | 'unknown';

const BY_NAME = new Map<string, Tag>(TAGS.map((tag) => [`tag:yaml.org,2002:${tag}`, tag]));

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

/** What PyYAML takes a text without quotes for. */
export function resolvePlain(text: string): Tag {
  switch (text.charAt(0)) {
    case '':
      return 'null';
    case '~':
      return NULL.test(text) ? 'null' : 'str';
    case 'n':
    case 'N':
      if (NULL.test(text)) return 'null';
      return BOOLEAN.test(text) ? 'bool' : 'str';
    case 'y':
    case 'Y':
    case 't':
    case 'T':
    case 'f':
    case 'F':
    case 'o':
    case 'O':
      return BOOLEAN.test(text) ? 'bool' : 'str';
    case '<':
      return text === '<<' || text === '<<\n' ? 'merge' : 'str';
    case '=':
      return text === '=' || text === '=\n' ? 'value' : 'str';
    default:
      return /^[-+.0-9]/.test(text) ? resolveNumber(text) : 'str';
  }
}

function resolveNumber(text: string): Tag {
  if (FLOAT.test(text)) return 'float';
  if (INTEGER.test(text)) return 'int';
  return TIMESTAMP.test(text) ? 'timestamp' : 'str';
}
