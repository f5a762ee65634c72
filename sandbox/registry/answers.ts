import type { Answer } from '../http.ts';

const VERSION = { 'docker-distribution-api-version': 'registry/2.0' };

/**
 * An error in the form of the distribution specification:
 * https://github.com/opencontainers/distribution-spec/blob/main/spec.md#error-codes
 */
export function refusal(
  status: number,
  code: string,
  message: string,
  headers: Record<string, string> = {},
): Answer {
  return { ...jsonAnswer(status, { errors: [{ code, message }] }, headers), outcome: code };
}

export function jsonAnswer(status: number, body: object, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...VERSION, ...headers },
    body: JSON.stringify(body),
  };
}

export function contentAnswer(digest: string, mediaType: string, bytes: Buffer): Answer {
  return {
    status: 200,
    headers: { 'content-type': mediaType, 'docker-content-digest': digest, ...VERSION },
    body: bytes,
  };
}

/** The user and password of a Basic authorization; undefined when it is not one. */
export function readBasic(authorization: string): { username: string; password: string } | undefined {
  const [, encoded] = /^Basic +([A-Za-z0-9+/]+=*)$/i.exec(authorization) ?? [];
  if (encoded === undefined) return undefined;
  const text = Buffer.from(encoded, 'base64').toString();
  const colon = text.indexOf(':');
  return colon < 0 ? undefined : { username: text.slice(0, colon), password: text.slice(colon + 1) };
}
