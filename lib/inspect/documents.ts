import { parseJsonObject } from '../json.ts';

/** Kinds of JSON in which people store credentials. */

export function isDockerConfig(text: string | undefined): boolean {
  const json = parseJsonObject(text);
  return json !== undefined && ['auths', 'credHelpers', 'credsStore'].some((key) => key in json);
}

export function isServiceAccountKey(text: string | undefined): boolean {
  return parseJsonObject(text)?.type === 'service_account';
}
