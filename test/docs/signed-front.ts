import { authenticate } from '../../sandbox/aws/authenticate.ts';
import { AwsError } from '../../sandbox/aws/error.ts';
import { type AwsCredentials, Principals } from '../../sandbox/aws/principals.ts';
import { type Answer, type Listener, listen, type Request } from '../../sandbox/http.ts';

/** What API Gateway does before an HTTP API with `authorizer: aws_iam`: who signs as a caller gets through. */
export interface SignedFront extends Listener {
  readonly caller: AwsCredentials;
}

export async function startSignedFront(behind: string): Promise<SignedFront> {
  const principals = new Principals();
  const { credentials } = principals.add({
    arn: 'arn:aws:iam::123456789012:role/ci',
    allow: ['execute-api:Invoke'],
  });
  const listener = await listen(async (request) => {
    const now = new Date();
    try {
      authenticate(request, 'execute-api', principals, { wall: now, sandbox: now });
    } catch (error) {
      if (error instanceof AwsError) return forbidden(error.message);
      throw error;
    }
    return passOn(request, behind);
  });
  return { ...listener, caller: credentials };
}

const forbidden = (message: string): Answer => ({
  status: 403,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ message }),
});

async function passOn({ method, target, headers, body }: Request, behind: string): Promise<Answer> {
  const kept = ['accept', 'content-type', 'content-encoding'].flatMap((name) => {
    const value = headers[name];
    return value === undefined ? [] : [[name, value] satisfies [string, string]];
  });
  const response = await fetch(behind + target, {
    method,
    headers: kept,
    ...(method === 'GET' ? {} : { body: new Uint8Array(body) }),
  });
  return {
    status: response.status,
    headers: { 'content-type': response.headers.get('content-type') ?? '' },
    body: await response.text(),
  };
}
