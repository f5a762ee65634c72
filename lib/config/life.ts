import type { Config, Registry } from './config.ts';
import { googleIdentityOf } from './google-identity.ts';
import { sourceKindOf } from './source-kind.ts';

/** https://docs.aws.amazon.com/AmazonECR/latest/userguide/registry_auth.html; ECR Public's live as long. */
const ECR_MS = 12 * 3_600_000;
/** https://cloud.google.com/iam/docs/service-account-creds#lifetime */
const GOOGLE_MS = 3_600_000;

/** How long what is minted for a registry lives, by what the clouds promise; undefined for what is not minted. */
export function lifeOf(registry: Registry, identities: Config['identities']): number | undefined {
  switch (sourceKindOf(registry)) {
    case 'ecr':
    case 'ecr-public':
      return ECR_MS;
    case 'artifact-registry': {
      const last = googleIdentityOf(registry.identity ?? '', identities)?.impersonations.at(-1);
      return last === undefined ? GOOGLE_MS : last.lifetimeSeconds * 1_000;
    }
    default:
      return undefined;
  }
}
