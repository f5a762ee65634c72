import type { RuleInfo } from '../../rule.ts';
import { googleTokenDies as rule } from '../google-token-dies.ts';

export const googleTokenDies: RuleInfo = {
  ...rule,
  why: 'A DOCKER_REGISTRY_ secret for Artifact Registry usually holds an access token of one hour, and nothing in Baseten renews it.',
  caught: `
base_image:
  image: us-west2-docker.pkg.dev/acme-models/images/llama:1
secrets:
  DOCKER_REGISTRY_us-west2-docker.pkg.dev: null
`,
  passed: `
base_image:
  image: us-west2-docker.pkg.dev/acme-models/images/llama:1
  docker_auth:
    auth_method: GCP_OIDC
    gcp_oidc_service_account: puller@acme-models.iam.gserviceaccount.com
    gcp_oidc_workload_id_provider: projects/123456789/locations/global/workloadIdentityPools/baseten/providers/baseten
    registry: us-west2-docker.pkg.dev
`,
};
