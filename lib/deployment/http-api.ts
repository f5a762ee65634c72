import { Failure } from '../failure.ts';

/** The callers of the API, and the origins of pages that may call it, from --param. */
export interface HttpApiParameters {
  callers: string;
  issuer: string;
  audience: string;
  corsOrigins: string;
}

/**
 * The authorizer and the CORS settings of the HTTP API. API Gateway itself answers preflights, for every route, if CORS
 * is configured. It ignores the CORS headers of a function:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
 */
export function httpApiOf({ callers, issuer, audience, corsOrigins }: HttpApiParameters) {
  return { ...callersOf(callers, issuer, audience), cors: corsOf(corsOrigins) };
}

/** The authorizer: requests signed with IAM credentials, or bearer tokens of an issuer. */
function callersOf(callers: string, issuer: string, audience: string) {
  if (callers === 'iam') return { authorizers: {}, authorizer: { type: 'aws_iam' } };
  if (callers !== 'jwt') {
    const hint = 'leave it out for requests signed with IAM credentials, or use jwt';
    throw new Failure('invalid', `--param callers=${callers} is not supported`, { hint });
  }
  if (!URL.canParse(issuer) || !issuer.startsWith('https://') || audience === '') {
    throw new Failure('invalid', '--param callers=jwt needs an issuer and an audience', {
      hint: 'add --param issuer=https://… and --param audience=…, as the tokens have them in iss and aud',
    });
  }
  const jwt = {
    type: 'jwt',
    identitySource: '$request.header.Authorization',
    issuerUrl: issuer,
    audience: [audience],
  };
  return { authorizers: { jwt }, authorizer: { name: 'jwt' } };
}

const ALLOWED_HEADERS = [
  'accept',
  'authorization',
  'content-encoding',
  'content-type',
  'x-amz-content-sha256',
  'x-amz-date',
  'x-amz-security-token',
];

function corsOf(text: string) {
  const allowedOrigins = text.split(/[\s,]+/).filter(Boolean);
  const wrong = allowedOrigins.find((each) => each !== '*' && !isOrigin(each));
  if (wrong !== undefined) {
    throw new Failure('invalid', `--param corsOrigins has "${wrong}", which is not an origin`, {
      hint: 'write the scheme, the host and an optional port, without a path: https://acme.example',
    });
  }
  if (allowedOrigins.length === 0) return false;
  return { allowedOrigins, allowedHeaders: ALLOWED_HEADERS, allowedMethods: ['GET', 'POST'], maxAge: 3_600 };
}

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}
