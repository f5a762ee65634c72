import { parseJsonObject } from '../json.ts';

/** The JSON that people keep credentials in. */

export function isDockerConfig(text: string | undefined): boolean {
  const json = parseJsonObject(text);
  return json !== undefined && ['auths', 'credHelpers', 'credsStore'].some((key) => key in json);
}

export function isServiceAccountKey(text: string | undefined): boolean {
  return parseJsonObject(text)?.type === 'service_account';
}
