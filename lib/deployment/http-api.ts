import { Failure } from '../failure.ts';

/** Who may call the API and from where, as --param says it. */
export interface HttpApiParameters {
  callers: string;
  issuer: string;
  audience: string;
  corsOrigins: string;
}

/**
 * Who may call the HTTP API, and which pages of other origins. API Gateway itself answers preflights, for every route,
 * and only where CORS is configured; it ignores the headers that a function sends for that:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-cors.html
 */
export function httpApiOf({ callers, issuer, audience, corsOrigins }: HttpApiParameters) {
  return { ...callersOf(callers, issuer, audience), cors: corsOf(corsOrigins) };
}

/** Who may call the HTTP API: requests signed with IAM credentials, or bearers of a token from an issuer. */
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
