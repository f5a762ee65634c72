export type JsonObject = Record<string, unknown>;

/** What JSON and YAML have between braces: neither a list nor null, though JavaScript calls those objects too. */
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

/** The object that a JSON text holds; undefined where it holds anything else. */
export function parseJsonObject(text = ''): JsonObject | undefined {
  const value = parseJson(text);
  return isJsonObject(value) ? value : undefined;
}
