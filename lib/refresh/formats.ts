import type { Format, Publication } from '../config/config.ts';
import { isJsonObject, parseJsonObject } from '../json.ts';
import { Secret } from '../secrecy/secret.ts';
import type { Credential } from '../sources/source.ts';

/** Formats the credential as the value that a backend stores: one line, no newline at its end. */
export function formatCredential({ username, password }: Credential, key: string, format: Format): Secret {
  const secret = password.reveal();
  const pair = `${username}:${secret}`;
  const auth = base64(pair);
  switch (format) {
    case 'docker-auth':
      return new Secret(auth, [auth, secret]);
    case 'user-password':
      return new Secret(pair, [secret]);
    case 'password':
    case 'raw':
      return password;
    case 'docker-config-json':
      return new Secret(JSON.stringify({ auths: { [key]: { auth } } }), [auth, secret]);
    default:
      return new Secret(JSON.stringify({ username, [MEMBER[format]]: secret }), [secret]);
  }
}

/** The member that has the password. ECS wants one name, and the pull through cache of ECR another. */
const MEMBER = { 'username-password-json': 'password', 'username-access-token-json': 'accessToken' };

/** The password in a value that was made by `formatCredential`. */
export function readPassword(value: Secret, { key, format }: Pick<Publication, 'key' | 'format'>): Secret {
  const text = value.reveal();
  switch (format) {
    case 'docker-auth':
      return passwordIn(decoded(text));
    case 'user-password':
      return passwordIn(text);
    case 'password':
    case 'raw':
      return value;
    case 'docker-config-json':
      return passwordIn(decoded(authIn(text, key)));
    default:
      return new Secret(String(parseJsonObject(text)?.[MEMBER[format]]));
  }
}

/** A user name has no colon: the password starts after the first one. */
function passwordIn(pair: string): Secret {
  return new Secret(pair.slice(pair.indexOf(':') + 1));
}

function authIn(text: string, key: string): string {
  const auths = parseJsonObject(text)?.auths;
  const entry = isJsonObject(auths) ? auths[key] : undefined;
  return isJsonObject(entry) && typeof entry.auth === 'string' ? entry.auth : '';
}

function decoded(text: string): string {
  return Buffer.from(text, 'base64').toString();
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
