import type { IssuedTokens } from '../../issued-tokens.ts';
import { AwsError } from '../error.ts';
import { json } from '../protocols.ts';
import type { AwsService } from '../service.ts';
import { mint } from './ecr.ts';
import type { EcrGrant } from './grant.ts';

/** The API of ECR Public works only in one region. In others, the endpoint answers with an error. */
const ONLY_REGION = 'us-east-1';

export function ecrPublic(tokens: IssuedTokens<EcrGrant>): AwsService {
  return {
    name: 'ecr-public',
    target: 'SpencerFrontendService',
    protocol: json,
    operations: {
      GetAuthorizationToken: (call) => {
        if (call.region !== ONLY_REGION) {
          throw new AwsError(
            'UnsupportedCommandException',
            `GetAuthorizationToken command is only supported in ${ONLY_REGION}.`,
          );
        }
        call.demand('ecr-public:GetAuthorizationToken', '*');
        call.demand('sts:GetServiceBearerToken', '*');
        return { authorizationData: mint(call, tokens) };
      },
    },
  };
}
