/** An error that the caller can fix: answered as application/problem+json (RFC 9457), with exactly what to send. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly status: number;
  readonly title: string;

  constructor(status: number, title: string, detail: string) {
    super(detail);
    this.status = status;
    this.title = title;
  }
}

export interface HttpResponse {
  statusCode: number;
  headers: Record<string, string>;
  body: string;
}

interface ResponseOptions {
  statusCode?: number;
  cache?: string;
}

/** An answer. It is not cached, unless it is the same for every caller. */
export function responseOf(
  body: string,
  type: string,
  { statusCode = 200, cache = 'no-store' }: ResponseOptions = {},
): HttpResponse {
  return { statusCode, headers: { 'content-type': type, 'cache-control': cache }, body };
}

export function jsonResponse(value: unknown, options?: ResponseOptions): HttpResponse {
  return responseOf(JSON.stringify(value), 'application/json', options);
}

export function problemResponse({ status, title, message }: HttpProblem): HttpResponse {
  return {
    statusCode: status,
    headers: { 'content-type': 'application/problem+json' },
    body: JSON.stringify({ type: 'about:blank', title, status, detail: message }),
  };
}
