import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { APIGatewayProxyEventV2 } from 'aws-lambda';
import type { Outcome } from './runtime-api.ts';

export interface HttpApi extends AsyncDisposable {
  readonly url: string;
}

type Invoke = (event: APIGatewayProxyEventV2) => Promise<Outcome>;

/** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html */
const MAX_BODY_BYTES = 10 * 1024 * 1024;

/** The HTTP API of API Gateway: each request becomes an event of payload 2.0, and what a function answers an answer. */
export async function startHttpApi(routes: ReadonlyMap<string, Invoke>): Promise<HttpApi> {
  const server = createServer((request, response) => {
    serve(request, response, routes).catch((error: unknown) => response.destroy(new Error(String(error))));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the HTTP API has no TCP port');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async [Symbol.asyncDispose]() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  routes: ReadonlyMap<string, Invoke>,
): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://api.invalid');
  const body = Buffer.concat(await request.toArray());
  const routeKey = `${request.method} ${url.pathname}`;
  const invoke = routes.get(routeKey);
  if (invoke === undefined) return say(response, 404, 'Not Found');
  if (body.length > MAX_BODY_BYTES) return say(response, 413, 'Request Entity Too Large');

  const outcome = await invoke(eventOf(request, url, routeKey, body));
  if ('error' in outcome) return say(response, 500, 'Internal Server Error');
  const { statusCode, headers, body: text, isBase64Encoded } = JSON.parse(outcome.result);
  response.writeHead(statusCode, headers).end(Buffer.from(text, isBase64Encoded ? 'base64' : 'utf8'));
}

/** What API Gateway says without asking a function. */
function say(response: ServerResponse, status: number, message: string): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify({ message }));
}

function eventOf(
  { method = 'GET', headersDistinct }: IncomingMessage,
  url: URL,
  routeKey: string,
  body: Buffer,
): APIGatewayProxyEventV2 {
  const headers = Object.fromEntries(
    Object.entries(headersDistinct).map(([name, values]) => [name, values?.join(',') ?? '']),
  );
  const isBase64Encoded = isBinary(headers);
  return {
    version: '2.0',
    routeKey,
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    headers,
    ...(url.search !== '' && { queryStringParameters: Object.fromEntries(url.searchParams) }),
    requestContext: {
      accountId: '123456789012',
      apiId: 'api',
      domainName: 'api.execute-api.us-east-1.amazonaws.com',
      domainPrefix: 'api',
      http: {
        method,
        path: url.pathname,
        protocol: 'HTTP/1.1',
        sourceIp: '127.0.0.1',
        userAgent: headers['user-agent'] ?? '',
      },
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
      time: new Date().toUTCString(),
      timeEpoch: Date.now(),
    },
    isBase64Encoded,
    ...(body.length > 0 && { body: body.toString(isBase64Encoded ? 'base64' : 'utf8') }),
  };
}

/** API Gateway passes on as text what says that it is, and anything packed or unknown in base64. */
function isBinary({ 'content-type': type = '', 'content-encoding': encoding = '' }: Record<string, string>) {
  return encoding !== '' || !/^text\/|^application\/(?:json|javascript|xml)\b/.test(type);
}
