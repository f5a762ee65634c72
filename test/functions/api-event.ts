import type { APIGatewayProxyEventV2, Context } from 'aws-lambda';

interface ApiRequest {
  method?: string;
  path?: string;
  headers?: Record<string, string>;
  query?: Record<string, string>;
  /** Bytes come in base64, as API Gateway sends them. */
  body?: string | Uint8Array;
}

/** An event of an HTTP API, payload 2.0, as API Gateway makes it of a request. */
export function apiEvent({
  method = 'POST',
  path = '/v1/validate',
  headers = {},
  query,
  body,
}: ApiRequest): APIGatewayProxyEventV2 {
  const binary = body instanceof Uint8Array;
  return {
    version: '2.0',
    routeKey: `${method} ${path}`,
    rawPath: path,
    rawQueryString: new URLSearchParams(query).toString(),
    headers,
    ...(query === undefined ? {} : { queryStringParameters: query }),
    requestContext: {
      accountId: '123456789012',
      apiId: 'api',
      domainName: 'api.execute-api.us-east-1.amazonaws.com',
      domainPrefix: 'api',
      http: { method, path, protocol: 'HTTP/1.1', sourceIp: '192.0.2.1', userAgent: 'test' },
      requestId: 'request',
      routeKey: `${method} ${path}`,
      stage: '$default',
      time: '21/Nov/2026:00:00:00 +0000',
      timeEpoch: 1_795_219_200_000,
    },
    isBase64Encoded: binary,
    ...(body === undefined ? {} : { body: binary ? Buffer.from(body).toString('base64') : body }),
  };
}

export function lambdaContext(): Context {
  return {
    callbackWaitsForEmptyEventLoop: false,
    functionName: 'validate',
    functionVersion: '$LATEST',
    invokedFunctionArn: 'arn:aws:lambda:us-east-1:123456789012:function:validate',
    memoryLimitInMB: '256',
    awsRequestId: 'request',
    logGroupName: '/aws/lambda/validate',
    logStreamName: 'stream',
    getRemainingTimeInMillis: () => 10_000,
    done: () => {},
    fail: () => {},
    succeed: () => {},
  };
}
