import { ECRPUBLICClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr-public';
import { clientOptions } from '../../aws/client-options.ts';
import { awsFailure } from '../../aws/failure.ts';
import { type AwsCaller, credentialsFor, nameOfCaller } from '../../sources/aws-caller.ts';
import { readAuthorization } from '../authorization-token.ts';
import type { TokenSource } from '../source.ts';

/**
 * ECR Public authenticates only in this region, wherever the caller runs.
 * https://docs.aws.amazon.com/AmazonECR/latest/public/public-registry-auth.html
 */
const REGION = 'us-east-1';

/** Mints for public.ecr.aws, where a signed-in pull has a higher rate limit than an anonymous one. */
export function ecrPublicSource(caller: AwsCaller): TokenSource {
  return {
    async mint(signal) {
      const mintedAt = caller.now();
      const credentials = await credentialsFor(caller, { region: REGION, partition: 'aws' }, signal);
      const client = new ECRPUBLICClient({ ...clientOptions(REGION), ...credentials });
      try {
        const answer = await client.send(new GetAuthorizationTokenCommand({}), { abortSignal: signal });
        return readAuthorization(answer.authorizationData, mintedAt, 'ECR Public');
      } catch (error) {
        throw awsFailure(error, `mint an ECR Public token as ${nameOfCaller(caller)}`, {
          hints: {
            denied: `allow ecr-public:GetAuthorizationToken and sts:GetServiceBearerToken on "*" to ${nameOfCaller(caller)}`,
          },
        });
      } finally {
        client.destroy();
      }
    },
  };
}
