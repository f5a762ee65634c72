import { createHash, timingSafeEqual } from 'node:crypto';
import { HttpProblem } from '../api/problem.ts';
import type { Secret } from '../secrecy/secret.ts';
import { isLoopbackHost } from './listen-address.ts';

/** The rules for callers of the server. */
export interface AccessRules {
  isLoopback: boolean;
  /** The bearer token of callers. Always set if the server is not on loopback. */
  token?: Secret | undefined;
}

interface IncomingRequest {
  /** A path whose answer names no secret: a page, or the health check. */
  isPublic: boolean;
  headers: Readonly<Record<string, string | undefined>>;
}

/**
 * Returns why a request is rejected, or undefined. A page of another site can make a browser call loopback, under a
 * name that its owner points there (DNS rebinding): such a request has a foreign Host or Origin. A browser sends no
 * token for a page, so the page itself asks for the token.
 */
export function refusalOf(
  { isPublic, headers }: IncomingRequest,
  { isLoopback, token }: AccessRules,
): HttpProblem | undefined {
  const { host = '', origin, authorization = '' } = headers;
  if (isLoopback && !isLoopbackHost(host.replace(/:\d+$/, ''))) {
    return new HttpProblem(403, 'Foreign host', 'Call this server as 127.0.0.1, [::1] or localhost.');
  }
  if (isLoopback && origin !== undefined && origin !== `http://${host}`) {
    return new HttpProblem(403, 'Foreign origin', 'Pages of other sites may not call this server.');
  }
  if (token === undefined || isPublic || isBearer(authorization, token)) return undefined;
  return new HttpProblem(
    401,
    'No token',
    'Send "authorization: Bearer …" with the value of PULLKEEPER_TOKEN.',
  );
}

/** Compares digests, so that the time shows neither the length nor the first wrong character. */
function isBearer(authorization: string, token: Secret): boolean {
  const [, shown = ''] = /^bearer +(\S+) *$/i.exec(authorization) ?? [];
  return timingSafeEqual(digest(shown), digest(token.reveal()));
}

function digest(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
