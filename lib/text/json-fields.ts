import { isJsonObject, type JsonObject } from '../json.ts';

/** Returns the text at a key of a JSON object. Undefined for an empty text, and for anything else. */
export function textAt(value: unknown, key: string): string | undefined {
  const text = isJsonObject(value) ? value[key] : undefined;
  return typeof text === 'string' && text !== '' ? text : undefined;
}

/** Returns the objects in the list at a key of a JSON object. */
export function objectsAt(value: unknown, key: string): JsonObject[] {
  const list = isJsonObject(value) ? value[key] : undefined;
  return Array.isArray(list) ? list.filter(isJsonObject) : [];
}
