import { Failure } from '../failure.ts';
import type { Secret } from '../secrecy/secret.ts';

/** Refuses a secret that no header can carry: the error of Node would quote it. */
export function headerValue(secret: Secret, name: string): Secret {
  if (/^[\x21-\x7e]+$/.test(secret.reveal())) return secret;
  throw new Failure('invalid', `${name} contains white space or non-ASCII characters`, {
    hint: 'store it alone, without a newline at its end: printf %s "$KEY", not echo',
  });
}
