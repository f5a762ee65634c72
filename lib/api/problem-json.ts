import type { MiddlewareObj } from '@middy/core';
import { HttpProblem, problemResponse } from './problem.ts';

interface ProblemOptions {
  /** Lists the routes, for a request to an unknown one. */
  routes: readonly string[];
  mediaTypes: readonly string[];
}

/** Turns every error into problem+json. An unexpected error is logged, and answered with a 500 without its reason. */
export function problemJson(options: ProblemOptions): MiddlewareObj {
  return {
    onError: (request) => {
      // Middy answers with this response. If a later middleware threw, there is no answer yet.
      request.response = problemResponse(problemOf(request.error, options));
    },
  };
}

function problemOf(error: unknown, { routes, mediaTypes }: ProblemOptions): HttpProblem {
  if (error instanceof HttpProblem) return error;
  switch (statusOf(error)) {
    case 404:
      return new HttpProblem(404, 'Not found', `This API has ${routes.join(', ')}.`);
    case 406:
      return new HttpProblem(406, 'Not acceptable', `Send "accept: ${mediaTypes.join('" or "accept: ')}".`);
    default:
      console.error(JSON.stringify({ level: 'error', message: 'The request failed', cause: causeOf(error) }));
      return new HttpProblem(
        500,
        'Internal error',
        'This is a defect of pullkeeper. The reason is in the log of the function.',
      );
  }
}

/** Middy's own middlewares set the status by the error. */
function statusOf(error: unknown): number | undefined {
  return error instanceof Error && 'statusCode' in error && typeof error.statusCode === 'number'
    ? error.statusCode
    : undefined;
}

/** Only the place of the error: its message may quote the request. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return typeof error;
  const [, ...frames] = (error.stack ?? '').split('\n    at ');
  return `${error.name} at ${frames.slice(0, 5).join(' < ')}`;
}
