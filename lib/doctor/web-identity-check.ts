import { clientOptions } from '../aws/client-options.ts';
import { awsErrorName, awsFailure, awsReason } from '../aws/failure.ts';
import { awsAudiencesOf } from '../config/reads.ts';
import { Failure } from '../failure.ts';
import { toSafeText } from '../secrecy/safe-text.ts';
import { type Answer, type Check, fine, notChecked } from './check.ts';
import type { DoctorTarget } from './target.ts';

/** If registries.yml needs web identity tokens: checks whether the account issues them. */
export function webIdentityChecks({ config, env }: DoctorTarget): Check[] {
  if (config.registries.flatMap(awsAudiencesOf).length === 0) return [];
  const region = env.AWS_REGION ?? 'us-east-1';
  return [{ group: 'aws', name: 'web identity tokens', run: (signal) => askIssuer(region, signal) }];
}

async function askIssuer(region: string, signal: AbortSignal): Promise<Answer> {
  const { GetOutboundWebIdentityFederationInfoCommand, IAMClient } = await import('@aws-sdk/client-iam');
  const client = new IAMClient(clientOptions(region));
  try {
    const { IssuerIdentifier: issuer, JwtVendingEnabled: enabled } = await client.send(
      new GetOutboundWebIdentityFederationInfoCommand({}),
      { abortSignal: signal },
    );
    if (enabled !== true || issuer === undefined) throw disabled();
    return fine(`this account issues them as ${toSafeText(issuer)}`);
  } catch (error) {
    if (awsErrorName(error).startsWith('FeatureDisabled')) throw disabled();
    if (!(error instanceof Failure) && awsReason(error) === 'denied') {
      return notChecked(
        'you have no right to ask IAM whether web identity tokens are enabled',
        'allow iam:GetOutboundWebIdentityFederationInfo for your role or user',
      );
    }
    throw awsFailure(error, 'ask IAM whether this account issues web identity tokens');
  } finally {
    client.destroy();
  }
}

function disabled(): Failure {
  return new Failure('invalid', 'outbound web identity federation is not enabled in this AWS account', {
    hint: 'enable it once, as an administrator of the account: aws iam enable-outbound-web-identity-federation',
  });
}
