import { isJsonObject, type JsonObject } from '../json.ts';

/** The JSON that people keep credentials in. */

export function isDockerConfig(text: string | undefined): boolean {
  const json = parseJson(text);
  return json !== undefined && ['auths', 'credHelpers', 'credsStore'].some((key) => key in json);
}

export function isServiceAccountKey(text: string | undefined): boolean {
  return parseJson(text)?.type === 'service_account';
}

/** The parser's own message is dropped: it quotes the text. */
export function parseJson(text: string | undefined): JsonObject | undefined {
  if (text === undefined) return undefined;
  try {
    const parsed: unknown = JSON.parse(text);
    return isJsonObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}
