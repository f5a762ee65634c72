import type { Answer } from '../http.ts';

/** A refusal of the API server. https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/status/ */
export class StatusError extends Error {
  override readonly name = 'StatusError';
  readonly code: number;
  readonly reason: string;
  readonly details: object;

  constructor(code: number, reason: string, message: string, details: object = {}) {
    super(message);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }
}

export function json(status: number, body: object): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

export function refusal({ code, reason, message, details }: StatusError): Answer {
  const body = {
    kind: 'Status',
    apiVersion: 'v1',
    metadata: {},
    status: 'Failure',
    message,
    reason,
    details,
    code,
  };
  return { ...json(code, body), outcome: reason };
}

export function tooManyRequests(retryAfter = '1'): Answer {
  const message = 'the server has received too many requests and has asked us to try again later';
  const answer = refusal(new StatusError(429, 'TooManyRequests', message));
  return { ...answer, headers: { ...answer.headers, 'retry-after': retryAfter } };
}

export function notFound(kind: string, name: string): StatusError {
  return new StatusError(404, 'NotFound', `${kind} "${name}" not found`, { name, kind });
}

export function invalid(kind: string, name: string, problem: string): StatusError {
  return new StatusError(422, 'Invalid', `${kind} "${name}" is invalid: ${problem}`, { name, kind });
}
