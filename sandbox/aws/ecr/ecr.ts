import type { IssuedTokens } from '../../issued-tokens.ts';
import { AwsError } from '../error.ts';
import { ecrHost } from '../partitions.ts';
import { json } from '../protocols.ts';
import type { AwsCall, AwsService } from '../service.ts';
import type { EcrGrant } from './grant.ts';

/**
 * "The authorization token is valid for 12 hours":
 * https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_GetAuthorizationToken.html
 */
const TOKEN_LIFE_MS = 12 * 60 * 60 * 1000;
/** Makes a token of 2,400 characters, about as long as the token of an assumed role. */
const TOKEN_BYTES = 1800;

/** A pull through cache rule of the function's own account. */
export interface CacheRule {
  region: string;
  prefix: string;
  /** The ARN of the secret that signs in to the upstream registry. */
  credentialArn?: string;
}

/** So small that two rules need two pages. */
const RULES_PER_PAGE = 1;

export function ecr(tokens: IssuedTokens<EcrGrant>, cacheRules: readonly CacheRule[] = []): AwsService {
  return {
    name: 'ecr',
    target: 'AmazonEC2ContainerRegistry_V20150921',
    protocol: json,
    operations: {
      DescribePullThroughCacheRules: (call) => {
        call.demand('ecr:DescribePullThroughCacheRules', '*');
        const rules = cacheRules.filter(({ region }) => region === call.region);
        const start = Number(call.input.text('nextToken') ?? 0);
        const end = start + RULES_PER_PAGE;
        return {
          pullThroughCacheRules: rules.slice(start, end).map(({ prefix, credentialArn }) => ({
            ecrRepositoryPrefix: prefix,
            registryId: call.caller.account,
            ...(credentialArn !== undefined && { credentialArn }),
          })),
          ...(end < rules.length && { nextToken: String(end) }),
        };
      },
      GetAuthorizationToken: (call) => {
        call.demand('ecr:GetAuthorizationToken', '*');
        // Deprecated, and without any effect on what the token may do; it only decides which registries are listed.
        const registryIds = call.input.texts('registryIds');
        registryIds?.forEach(checkRegistryId);
        if (registryIds) call.about(`registryIds ${registryIds.join(',')}`);
        const accounts = registryIds ?? [call.caller.account];
        return {
          authorizationData: accounts.map((account) => ({
            ...mint(call, tokens),
            proxyEndpoint: `https://${ecrHost(account, call.region)}`,
          })),
        };
      },
    },
  };
}

/** The token pair that ECR and ECR Public have in common. */
export function mint(call: AwsCall, tokens: IssuedTokens<EcrGrant>) {
  const { caller, region, now, tokenLife } = call;
  const expiresAt = new Date(now.getTime() + (tokenLife ?? TOKEN_LIFE_MS));
  const password = tokens.issue({ region, expiresAt, holder: caller }, TOKEN_BYTES);
  return {
    authorizationToken: Buffer.from(`AWS:${password}`).toString('base64'),
    expiresAt: expiresAt.getTime() / 1000,
  };
}

function checkRegistryId(id: string): void {
  if (!/^\d{12}$/.test(id)) {
    throw new AwsError(
      'InvalidParameterException',
      `Invalid parameter at 'registryIds' failed to satisfy constraint: 'must satisfy regular expression '[0-9]{12}''`,
    );
  }
}
