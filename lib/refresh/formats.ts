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

/** The login in a value that was made by `formatCredential`. A format with only the password has no user name. */
export function readLogin(value: Secret, { key, format }: Pick<Publication, 'key' | 'format'>): Login {
  const text = value.reveal();
  switch (format) {
    case 'docker-auth':
      return loginIn(decoded(text));
    case 'user-password':
      return loginIn(text);
    case 'password':
    case 'raw':
      return { username: undefined, password: value };
    case 'docker-config-json':
      return loginIn(decoded(authIn(text, key)));
    default: {
      const { username, [MEMBER[format]]: password } = parseJsonObject(text) ?? {};
      return {
        username: typeof username === 'string' ? username : undefined,
        password: new Secret(String(password)),
      };
    }
  }
}

interface Login {
  username: string | undefined;
  password: Secret;
}

/** A user name has no colon: the password starts after the first one. */
function loginIn(pair: string): Login {
  return { username: /^([^:]+):/.exec(pair)?.[1], password: new Secret(pair.slice(pair.indexOf(':') + 1)) };
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
