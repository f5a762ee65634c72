import { Failure } from '../../failure.ts';
import type { Secret } from '../../secrecy/secret.ts';

/** How to reach an API server, and as whom. */
export interface Connection {
  server: string;
  /** The certificates to trust, as PEM; undefined for those that Node trusts. */
  ca?: string;
  /** The name in the certificate of the server, where it is not the name in its address. */
  serverName?: string;
  token?: Secret;
  certificate?: { cert: string; key: Secret };
  /** What it shows to the server, as a message names it, and what to do when the server rejects it. */
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
