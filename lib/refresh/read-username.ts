import type { Publication } from '../config/config.ts';
import { isJsonObject, parseJsonObject } from '../json.ts';
import type { Secret } from '../secrecy/secret.ts';

/** The user name in a value that was made by `formatCredential`; undefined for a format that has none. */
export function readUsername(
  value: Secret,
  { key, format }: Pick<Publication, 'key' | 'format'>,
): string | undefined {
  const text = value.reveal();
  if (format === 'user-password') return userIn(text);
  if (format === 'docker-auth') return userIn(Buffer.from(text, 'base64').toString());
  if (format !== 'docker-config-json') return undefined;
  const auths = parseJsonObject(text)?.auths;
  const entry = isJsonObject(auths) ? auths[key] : undefined;
  const auth = isJsonObject(entry) && typeof entry.auth === 'string' ? entry.auth : '';
  return userIn(Buffer.from(auth, 'base64').toString());
}

function userIn(pair: string): string | undefined {
  return /^([^:]+):/.exec(pair)?.[1];
}
