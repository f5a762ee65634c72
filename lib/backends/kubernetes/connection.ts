import { Failure } from '../../failure.ts';
import type { Secret } from '../../secrecy/secret.ts';

/** The address of an API server, and the credential. */
export interface Connection {
  server: string;
  /** The certificates to trust, as PEM; undefined for those that Node trusts. */
  ca?: string;
  /** The name in the certificate of the server, if it differs from the name in the address. */
  serverName?: string;
  token?: Secret;
  certificate?: { cert: string; key: Secret };
  /** The credential's name for messages, and what to do if the server rejects it. */
  shows: string;
  remedy: string;
}

/** Refuses a token with white space or non-ASCII characters: a header cannot carry it, and Node's error would quote it. */
export function headerValue(token: Secret): Secret {
  if (/^[\x21-\x7e]+$/.test(token.reveal())) return token;
  throw new Failure('invalid', 'the token for Kubernetes contains white space or non-ASCII characters', {
    hint: 'store the token alone, without a newline at its end: printf %s "$TOKEN", not echo',
  });
}
