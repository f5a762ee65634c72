import type { YamlNode, YamlScalar } from '../yaml/node.ts';
import { asciiDigits, stripForNumber } from '../yaml/python-text.ts';

/**
 * Python's reading of a scalar, and pydantic's conversion to an integer, a boolean or a number. Every pattern here is
 * linear, and no text longer than LONGEST_NUMBER reaches one.
 */

/** Python and pydantic read no more digits than this (sys.int_info.default_max_str_digits). */
export const LONGEST_NUMBER = 4_300;

/** Python's float(): digits of any script, underscores between them, nan and inf. */
export function pythonFloat(text: string): number | undefined {
  const number = asciiDigits(stripForNumber(text));
  return /(?<!\d)_|_(?!\d)/.test(number) ? undefined : plainFloat(number.replaceAll('_', ''));
}

/** Python's int() of nothing but digits, of any script. */
export function pythonInteger(digits: string): number {
  return Number(asciiDigits(digits));
}

/** pydantic's number from text: ASCII digits; with underscores in it, no white space around it. */
function floatFromText(text: string): number | undefined {
  const misplaced = /^_|__|_$/.test(text);
  if (misplaced) return plainFloat(text);
  return plainFloat(text.includes('_') ? text.replaceAll('_', '') : stripForNumber(text));
}

function plainFloat(text: string): number | undefined {
  const number = text.toLowerCase();
  if (FLOAT.test(number)) return Number(number);
  const [, sign, name] = NOT_FINITE.exec(number) ?? [];
  if (name === undefined) return undefined;
  return name === 'nan' ? Number.NaN : sign === '-' ? -Infinity : Infinity;
}

const FLOAT = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?$/;
const NOT_FINITE = /^([-+]?)(inf|infinity|nan)$/;

/** Whether Python's str.isdigit says yes; undefined for the signs about which versions of Unicode may differ. */
export function isPythonDigit(character: string): boolean | undefined {
  if (/^\p{Nd}$/u.test(character)) return true;
  return /^\p{No}$/u.test(character) ? undefined : false;
}

/** pydantic's integer for a node, also for booleans, whole floats and text. A large one is rounded. */
export function pydanticInteger(node: YamlNode | undefined): number | undefined {
  if (node?.kind !== 'scalar' || node.text.length > LONGEST_NUMBER) return undefined;
  switch (node.type) {
    case 'boolean':
      return isTrue(node) ? 1 : 0;
    case 'integer':
      return node.number;
    case 'float':
      return whole(node.number);
    case 'string':
    case 'binary':
      return integerFromText(node.text);
    default:
      return undefined;
  }
}

/** pydantic converts a whole float that fits into 64 bits. */
function whole(value: number | undefined): number | undefined {
  return Number.isInteger(value) && Math.abs(value ?? 0) < 2 ** 63 ? value : undefined;
}

/** Removes a plus sign and leading zeros. A minus sign stays. */
function integerFromText(text: string): number | undefined {
  const rest = stripForNumber(text).replace(/^\+(?!-)/, '');
  const [, sign, digits] = INTEGER_TEXT.exec(rest.replace(/^0[0_]*(?=[-\d])/, '')) ?? [];
  return digits === undefined ? undefined : Number(`${sign}${digits.replaceAll('_', '')}`);
}

const INTEGER_TEXT = /^(-?)(\d+(?:_\d+)*)(?:\.0+)?$/;

/** pydantic's boolean for a node. */
export function booleanOf(node: YamlNode | undefined): boolean | undefined {
  if (node?.kind !== 'scalar') return undefined;
  if (node.type === 'boolean') return isTrue(node);
  if (node.type === 'string' || node.type === 'binary') {
    if (YES.test(node.text)) return true;
    return NO.test(node.text) ? false : undefined;
  }
  const value = pydanticInteger(node);
  return value === 0 || value === 1 ? value === 1 : undefined;
}

const YES = /^(?:1|t|y|on|yes|true)$/i;
const NO = /^(?:0|f|n|off|no|false)$/i;

/** pydantic's number for a node. */
export function numberOf(node: YamlNode | undefined): number | undefined {
  if (node?.kind !== 'scalar' || node.text.length > LONGEST_NUMBER) return undefined;
  if (node.type === 'boolean') return isTrue(node) ? 1 : 0;
  if (node.type === 'integer' || node.type === 'float') return node.number;
  return node.type === 'string' || node.type === 'binary' ? floatFromText(node.text) : undefined;
}

/** Whether the value is true for Python, before pydantic's conversion. */
export function isTruthy(node: YamlNode | undefined): boolean {
  if (!node) return false;
  if (node.kind === 'map') return node.entries.length > 0;
  if (node.kind === 'list') return node.items.length > 0;
  switch (node.type) {
    case 'null':
      return false;
    case 'boolean':
      return isTrue(node);
    case 'integer':
    case 'float':
      return node.number !== 0;
    default:
      return node.text !== '';
  }
}

/** Whether the value equals an integer for Python: true and 1.0 equal 1. */
export function equalsInteger(node: YamlNode, value: number): boolean {
  if (node.kind !== 'scalar') return false;
  return ['boolean', 'integer', 'float'].includes(node.type) && pydanticInteger(node) === value;
}

/** A value that is an integer in YAML, without conversion. */
export function strictInteger(node: YamlNode | undefined): number | undefined {
  return node?.kind === 'scalar' && node.type === 'integer' ? pydanticInteger(node) : undefined;
}

/** Text for a plain `str`: pydantic accepts bytes that are UTF-8, and halves of characters. */
export function isText(node: YamlNode): boolean {
  return (
    node.kind === 'scalar' && (node.type === 'string' || node.type === 'binary' || node.type === 'surrogates')
  );
}

export function isTrue({ text }: YamlScalar): boolean {
  return /^(?:yes|true|on)$/i.test(text);
}
