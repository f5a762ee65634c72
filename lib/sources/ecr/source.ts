import { ECRClient, GetAuthorizationTokenCommand } from '@aws-sdk/client-ecr';
import { clientOptions, MANY_ATTEMPTS } from '../../aws/client-options.ts';
import { awsFailure } from '../../aws/failure.ts';
import type { AwsPartition } from '../../hosts/registry-host.ts';
import { type AwsCaller, credentialsFor, nameOfCaller } from '../../sources/aws-caller.ts';
import { readAuthorization } from '../authorization-token.ts';
import type { TokenSource } from '../source.ts';

interface EcrOptions {
  region: string;
  partition: AwsPartition;
}

/**
 * Mints for every ECR registry that one identity may pull from in one region: the token is regional, but not bound to
 * an account, so `registryIds` is left out (it changes nothing and is deprecated).
 */
export function ecrSource({ region, partition }: EcrOptions, caller: AwsCaller): TokenSource {
  return {
    async mint(signal) {
      const mintedAt = caller.now();
      const credentials = await credentialsFor(caller, { region, partition }, signal);
      const client = new ECRClient({ ...clientOptions(region), maxAttempts: MANY_ATTEMPTS, ...credentials });
      try {
        const answer = await client.send(new GetAuthorizationTokenCommand({}), { abortSignal: signal });
        return readAuthorization(answer.authorizationData?.[0], mintedAt, `ECR in ${region}`);
      } catch (error) {
        throw awsFailure(error, `mint an ECR token in ${region} as ${nameOfCaller(caller)}`, {
          hints: { denied: `allow ecr:GetAuthorizationToken on "*" to ${nameOfCaller(caller)}` },
        });
      } finally {
        client.destroy();
      }
    },
  };
}
