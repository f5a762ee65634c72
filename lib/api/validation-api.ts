import middy from '@middy/core';
import httpHeaderNormalizer from '@middy/http-header-normalizer';
import httpRouter, { type Route } from '@middy/http-router';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import { negotiated, negotiation } from './negotiation.ts';
import { HttpProblem, type HttpResponse } from './problem.ts';
import { problemJson } from './problem-json.ts';
import { readRequest } from './request.ts';
import { ANSWERS, answerValidation } from './validation.ts';

const validate = middy<APIGatewayProxyEventV2, HttpResponse>()
  .use(negotiation(ANSWERS))
  .handler(async (event, context) => answerValidation(readRequest(event), negotiated(context)));

const ROUTES: Route<APIGatewayProxyEventV2, HttpResponse>[] = [
  { method: 'POST', path: '/v1/validate', handler: validate },
  {
    method: 'GET',
    path: '/v1/rules',
    handler: async () => (await import('./rules.ts')).answerRules(),
  },
  {
    method: 'GET',
    path: '/v1/openapi.json',
    handler: async () => (await import('./openapi.ts')).answerOpenApi(),
  },
];

/** Validates config.yaml files on demand. */
export const validationApi = middy<APIGatewayProxyEventV2, HttpResponse>()
  .before(({ event }) => refuseOtherEvents(event))
  .use(httpHeaderNormalizer())
  .use(problemJson({ routes: ROUTES.map(({ method, path }) => `${method} ${path}`), mediaTypes: ANSWERS }))
  .handler(httpRouter<APIGatewayProxyEventV2, HttpResponse>(ROUTES));

/** API Gateway calls the function with requests. A person may call it with any event. */
function refuseOtherEvents(event: unknown): void {
  if (typeof event === 'object' && event !== null && ('requestContext' in event || 'httpMethod' in event))
    return;
  throw new HttpProblem(400, 'Not a request', 'Send an event of API Gateway, as in events/validate.json.');
}
