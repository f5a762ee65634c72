import type { Format, Publication } from '../config/config.ts';
import { isJsonObject, parseJsonObject } from '../json.ts';
import { Secret } from '../secrecy/secret.ts';
import type { Credential } from '../sources/source.ts';

/** Formats the credential as the value that a backend stores: one line, no newline at its end. */
export function formatCredential({ username, password }: Credential, key: string, format: Format): Secret {
  const pair = `${username}:${password.reveal()}`;
  switch (format) {
    case 'docker-auth':
      return new Secret(base64(pair), [base64(pair), password.reveal()]);
    case 'user-password':
      return new Secret(pair, [password.reveal()]);
    case 'password':
    case 'raw':
      return password;
    case 'docker-config-json':
      return new Secret(JSON.stringify({ auths: { [key]: { auth: base64(pair) } } }), [
        base64(pair),
        password.reveal(),
      ]);
  }
}

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
