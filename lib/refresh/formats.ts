import type { Format } from '../config/config.ts';
import { Secret } from '../secret.ts';
import type { Credential } from '../sources/source.ts';

/** The credential as the value that a backend stores: one line, no newline at its end. */
export function formatCredential({ username, password }: Credential, key: string, format: Format): Secret {
  const pair = `${username}:${password.reveal()}`;
  switch (format) {
    case 'docker-auth':
      return new Secret(base64(pair));
    case 'user-password':
      return new Secret(pair);
    case 'password':
    case 'raw':
      return password;
    case 'docker-config-json':
      return new Secret(JSON.stringify({ auths: { [key]: { auth: base64(pair) } } }));
  }
}

function base64(text: string): string {
  return Buffer.from(text).toString('base64');
}
