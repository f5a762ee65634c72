export type JsonObject = Record<string, unknown>;

/** A JSON or YAML mapping: neither a list nor null, which are objects for JavaScript. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * Parses a JSON text; returns undefined if it is not JSON. The error of the parser is dropped, because it quotes the
 * text.
 */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Returns the object in a JSON text. Undefined for any other text. */
export function parseJsonObject(text = ''): JsonObject | undefined {
  const value = parseJson(text);
  return isJsonObject(value) ? value : undefined;
}
