import { isJsonObject } from '../../json.ts';

/** Returns the value at a JSON pointer. https://www.rfc-editor.org/rfc/rfc6901 */
export function valueAtPointer(json: unknown, pointer = ''): unknown {
  return pointer
    .split('/')
    .slice(1)
    .map((key) => key.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<unknown>((value, key) => {
      if (Array.isArray(value)) return /^\d+$/.test(key) ? value[Number(key)] : undefined;
      return isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    }, json);
}

/** The text of a value, to compare or to fill in. An id can be a number. */
export function textAtPointer(json: unknown, pointer: string): string | undefined {
  const value = valueAtPointer(json, pointer);
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined;
}

export function hasFields(json: unknown, fields: Readonly<Record<string, string>>): boolean {
  return Object.entries(fields).every(([pointer, text]) => textAtPointer(json, pointer) === text);
}

/** Returns the entries of the list at a pointer. Undefined if there is no list. */
export function listAtPointer(json: unknown, pointer: string | undefined): unknown[] | undefined {
  const list = valueAtPointer(json, pointer);
  return Array.isArray(list) ? list : undefined;
}
