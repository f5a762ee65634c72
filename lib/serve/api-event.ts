import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';
import { MAX_BODY_BYTES } from '../api/body.ts';

/** Converts a request to the event of API Gateway (HTTP API, payload 2.0). */
export async function apiEventOf(request: IncomingMessage): Promise<APIGatewayProxyEventV2> {
  const { httpVersion } = request;
  // The answer to HEAD is that to GET, without its body.
  const method = request.method === 'HEAD' ? 'GET' : (request.method ?? 'GET');
  const { pathname: path, search, searchParams } = targetOf(request);
  const body = await bodyOf(request);
  const now = new Date();
  const routeKey = `${method} ${path}`;
  return {
    version: '2.0',
    routeKey,
    rawPath: path,
    rawQueryString: search.slice(1),
    headers: headersOf(request),
    ...(search !== '' && { queryStringParameters: joined(searchParams) }),
    requestContext: {
      accountId: '',
      apiId: 'pullkeeper',
      domainName: '',
      domainPrefix: '',
      http: { method, path, protocol: `HTTP/${httpVersion}`, sourceIp: '', userAgent: '' },
      requestId: randomUUID(),
      routeKey,
      stage: '$default',
      time: now.toUTCString(),
      timeEpoch: now.getTime(),
    },
    isBase64Encoded: true,
    body: body.toString('base64'),
  };
}

/** API Gateway joins the values of a repeated parameter with commas. */
function joined(parameters: URLSearchParams): Record<string, string> {
  return Object.fromEntries(
    [...new Set(parameters.keys())].map((name) => [name, parameters.getAll(name).join(',')]),
  );
}

/** The path and the query of a request, independent of its Host header. */
export function targetOf({ url = '/' }: IncomingMessage): URL {
  const base = 'http://pullkeeper.invalid';
  return URL.canParse(url, base) ? new URL(url, base) : new URL(base);
}

/** The headers, each as one text. */
export function headersOf({ headers }: IncomingMessage): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, Array.isArray(value) ? value.join(', ') : value]],
    ),
  );
}

/** Reads the body, but little more than the limit: the function rejects a body that is too large. */
async function bodyOf(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request) {
    if (bytes > MAX_BODY_BYTES) continue; // the rest is discarded, so that the answer can be sent
    chunks.push(chunk);
    bytes += chunk.length;
  }
  return Buffer.concat(chunks);
}

/** The Lambda context of a function, as far as it has a meaning here. */
export function contextOf(functionName: string, mostMs: number): Context {
  const until = performance.now() + mostMs;
  return {
    functionName,
    functionVersion: '$LATEST',
    invokedFunctionArn: '',
    memoryLimitInMB: '256',
    awsRequestId: randomUUID(),
    logGroupName: '',
    logStreamName: '',
    callbackWaitsForEmptyEventLoop: false,
    getRemainingTimeInMillis: () => Math.max(0, Math.round(until - performance.now())),
    done() {},
    fail() {},
    succeed() {},
  };
}
