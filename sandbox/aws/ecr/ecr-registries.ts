import type { TokenIssuer } from '../../issued-tokens.ts';
import { readBasic, refusal } from '../../registry/answers.ts';
import type { PullRequestContext, RegistryFamily } from '../../registry/family.ts';
import { ecrHost, readEcrHost } from '../partitions.ts';
import type { EcrGrant } from './grant.ts';

/** Private ECR: Basic authentication with a token that its own region has minted. */
export function ecrRegistries(tokens: TokenIssuer<EcrGrant>): RegistryFamily {
  return {
    // FIPS and dual-stack names lead to the same registry.
    registryOf: (host) => {
      const found = readEcrHost(host);
      return found && ecrHost(found.account, found.region);
    },

    refuse: (context) => {
      const { authorization } = context.request.headers;
      const basic = authorization === undefined ? undefined : readBasic(authorization);
      if (basic?.username !== 'AWS') return challenge(context.host);
      const grant = tokens.resolve(basic.password);
      if (grant === undefined) return invalidToken();
      context.call.principal = grant.holder.arn;
      return refuseToken(context, grant) ?? refuseHolder(context, grant);
    },

    noSuchRepository: ({ registry, operation }) => {
      const name = 'repository' in operation ? operation.repository : '';
      const id = readEcrHost(registry)?.account ?? '';
      return `The repository with name '${name}' does not exist in the registry with id '${id}'`;
    },
  };
}

/** 400, and not 401: `docker login` reports a truncated password this way. */
export function invalidToken() {
  return refusal(400, 'DENIED', 'Your Authorization Token is invalid.');
}

export function expiredToken() {
  return refusal(403, 'DENIED', 'Your authorization token has expired. Reauthenticate and try again.');
}

function challenge(host: string) {
  return refusal(401, 'DENIED', 'Not Authorized', {
    'www-authenticate': `Basic realm="https://${host}/",service="ecr.amazonaws.com"`,
  });
}

function refuseToken({ registry, now }: PullRequestContext, grant: EcrGrant) {
  // A token from another region is reported like one that is too old:
  // https://docs.aws.amazon.com/AmazonECR/latest/userguide/common-errors-docker.html
  const foreign = grant.region !== readEcrHost(registry)?.region;
  return foreign || grant.expiresAt <= now ? expiredToken() : undefined;
}

/** A token has the rights of its holder. A repository of another account must also allow the holder. */
function refuseHolder({ registry, operation, repository }: PullRequestContext, { holder }: EcrGrant) {
  const here = readEcrHost(registry);
  if (!('repository' in operation) || here === undefined) return undefined;
  const action = operation.kind === 'manifest' ? 'ecr:BatchGetImage' : 'ecr:GetDownloadUrlForLayer';
  const arn = `arn:${here.partition}:ecr:${here.region}:${here.account}:repository/${operation.repository}`;
  const denied = (policy: string) => {
    const sentence = `User: ${holder.arn} is not authorized to perform: ${action} on resource: ${arn}`;
    return refusal(403, 'DENIED', `${sentence} because no ${policy} policy allows the ${action} action`);
  };
  if (!holder.may(action, arn)) return denied('identity-based');
  const shared = [...(repository?.sharedWith ?? [])].some((entry) => holder.isNamedBy(entry));
  return here.account === holder.account || shared ? undefined : denied('resource-based');
}
