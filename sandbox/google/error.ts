import type { Answer } from '../http.ts';
import type { Dialect } from '../serve-call.ts';

/** The canonical codes and the HTTP statuses they travel under: https://cloud.google.com/apis/design/errors#handling_errors */
const HTTP_STATUS = {
  INVALID_ARGUMENT: 400,
  FAILED_PRECONDITION: 400,
  UNAUTHENTICATED: 401,
  PERMISSION_DENIED: 403,
  NOT_FOUND: 404,
  ALREADY_EXISTS: 409,
  RESOURCE_EXHAUSTED: 429,
  UNIMPLEMENTED: 501,
} as const;

export type Status = keyof typeof HTTP_STATUS;

/** An error of a Google API. */
export class GoogleError extends Error {
  override readonly name = 'GoogleError';
  readonly status: Status;
  readonly details: readonly object[];

  constructor(status: Status, message: string, details: readonly object[] = []) {
    super(message);
    this.status = status;
    this.details = details;
  }
}

/** An error of an OAuth endpoint, which has words of its own: https://www.rfc-editor.org/rfc/rfc6749#section-5.2 */
export class OAuthError extends Error {
  override readonly name = 'OAuthError';
  readonly code: string;

  constructor(code: string, description: string) {
    super(description);
    this.code = code;
  }
}

export function permissionDenied(permission: string, resource: string): GoogleError {
  const message = `Permission '${permission}' denied on resource (or it may not exist).`;
  const info = {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    reason: 'IAM_PERMISSION_DENIED',
    domain: 'iam.googleapis.com',
    metadata: { permission, resource },
  };
  return new GoogleError('PERMISSION_DENIED', message, [info]);
}

export function insufficientScopes(): GoogleError {
  const info = {
    '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
    reason: 'ACCESS_TOKEN_SCOPE_INSUFFICIENT',
    domain: 'googleapis.com',
  };
  return new GoogleError('PERMISSION_DENIED', 'Request had insufficient authentication scopes.', [info]);
}

export function refusal(error: GoogleError | OAuthError): Answer {
  if (error instanceof OAuthError) {
    return { ...json(400, { error: error.code, error_description: error.message }), outcome: error.code };
  }
  const { status, message, details } = error;
  const code = HTTP_STATUS[status];
  const body = { error: { code, message, status, ...(details.length > 0 && { details }) } };
  return { ...json(code, body), outcome: status };
}

export function json(status: number, body: object): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=UTF-8' },
    body: JSON.stringify(body),
  };
}

export const dialect: Dialect = {
  throttled: () =>
    refusal(new GoogleError('RESOURCE_EXHAUSTED', "Quota exceeded for quota metric 'Requests'.")),
  denied: () => refusal(new GoogleError('PERMISSION_DENIED', 'The caller does not have permission')),
  quoting: ({ body }) => refusal(new GoogleError('INVALID_ARGUMENT', `Invalid value: ${body.toString()}`)),
};
