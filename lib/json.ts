export type JsonObject = Record<string, unknown>;

/** What JSON and YAML have between braces: neither a list nor null, though JavaScript calls those objects too. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
