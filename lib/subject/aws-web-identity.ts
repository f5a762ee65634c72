import { clientOptions } from '../aws/client-options.ts';
import { awsErrorName, awsFailure, NOT_FROM_AWS } from '../aws/failure.ts';
import { Failure } from '../failure.ts';
import { Secret } from '../secrecy/secret.ts';

/** The audience of the token, and its life: 60 to 3600 seconds. */
export interface WebIdentityRequest {
  audience: string;
  lifetimeSeconds: number;
}

/**
 * Mints a JWT in which AWS confirms the caller's identity, for services that trust the issuer of the AWS account. No
 * secret is stored. The JWT is signed with RS256: Google does not accept ES384, AWS's only other algorithm.
 * https://docs.aws.amazon.com/STS/latest/APIReference/API_GetWebIdentityToken.html
 */
export async function mintWebIdentityToken(
  { audience, lifetimeSeconds }: WebIdentityRequest,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Secret> {
  const { GetWebIdentityTokenCommand, STSClient } = await import('@aws-sdk/client-sts');
  // Only the regional STS has this call.
  const client = new STSClient(clientOptions(env.AWS_REGION ?? env.AWS_DEFAULT_REGION ?? 'us-east-1'));
  const command = new GetWebIdentityTokenCommand({
    Audience: [audience],
    SigningAlgorithm: 'RS256',
    DurationSeconds: lifetimeSeconds,
  });
  try {
    const { WebIdentityToken: token } = await client.send(command, { abortSignal: signal });
    if (token) return new Secret(token);
    throw new Failure(
      'invalid',
      `cannot get a web identity token for ${audience}: STS answered without one`,
      { hint: NOT_FROM_AWS },
    );
  } catch (error) {
    throw explained(error, audience);
  } finally {
    client.destroy();
  }
}

function explained(error: unknown, audience: string): Failure {
  const failure = awsFailure(error, `get a web identity token for ${audience}`, {
    hints: {
      denied:
        'the role of this function needs sts:GetWebIdentityToken for this audience: deploy again; if that does not help, look for a policy of the organisation',
    },
  });
  const known = KNOWN.find(({ name }) => name.test(awsErrorName(error)));
  if (known === undefined) return failure;
  const details = { hint: known.hint, ...(failure.cause !== undefined && { cause: failure.cause }) };
  return new Failure('invalid', `cannot get a web identity token for ${audience}: ${known.says}`, details);
}

/** STS answers 403 for both, and no right of the role helps. */
const KNOWN = [
  {
    name: /^OutboundWebIdentityFederationDisabled/,
    says: 'outbound web identity federation is not enabled in this AWS account',
    hint: 'enable it once, as an administrator of the account: aws iam enable-outbound-web-identity-federation',
  },
  {
    name: /^SessionDurationEscalation/,
    says: 'the token would outlive the AWS session that asks for it',
    hint: 'give the identity a serviceAccount to act as: then the token lives ten minutes, and not an hour',
  },
];
