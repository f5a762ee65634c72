import type { ScalarType } from '../node.ts';

/** What a plain scalar resolves to. `merge` and `value` exist in YAML 1.1, but Truss's loader cannot construct them. */
export type Resolved = Exclude<ScalarType, 'undecodable' | 'surrogates'> | 'merge' | 'value';

// PyYAML 6's own patterns (yaml/resolver.py). They are narrower than the YAML 1.1 types: `y` and `n` are strings, a
// float needs a dot, an exponent a sign.
const BOOLEAN = /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const NULL = /^(?:~|null|Null|NULL|)$/;
const INTEGER =
  /^(?:[-+]?0b[0-1_]+|[-+]?0[0-7_]+|[-+]?(?:0|[1-9][0-9_]*)|[-+]?0x[0-9a-fA-F_]+|[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+)$/;
const FLOAT =
  /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?|[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/;
const TIMESTAMP =
  /^(?:\d{4}-\d\d-\d\d|\d{4}-\d\d?-\d\d?(?:[Tt]|[ \t]+)\d\d?:\d\d:\d\d(?:\.\d*)?(?:[ \t]*(?:Z|[-+]\d\d?(?::\d\d)?))?)$/;

const BOOLEAN_START = /^[yYnNtTfFoO]/;
const NUMBER_START = /^[-+0-9.]/;

/** The type PyYAML's implicit resolver gives to a plain scalar. */
export function resolvePlain(text: string): Resolved {
  if (NULL.test(text)) return 'null';
  if (BOOLEAN_START.test(text)) return BOOLEAN.test(text) ? 'boolean' : 'string';
  if (NUMBER_START.test(text)) return resolveNumber(text);
  if (text === '<<') return 'merge';
  if (text === '=') return 'value';
  return 'string';
}

function resolveNumber(text: string): Resolved {
  if (FLOAT.test(text)) return 'float';
  if (INTEGER.test(text)) return 'integer';
  return TIMESTAMP.test(text) ? 'timestamp' : 'string';
}
