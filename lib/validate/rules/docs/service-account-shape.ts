import type { RuleInfo } from '../../rule.ts';
import { serviceAccountShape as rule } from '../service-account-shape.ts';

export const serviceAccountShape: RuleInfo = {
  ...rule,
  why: 'Baseten asks Google for a token of exactly this account. A name or a number alone is not found.',
  caught: `
base_image:
  image: us-west2-docker.pkg.dev/acme-models/images/llama:1
  docker_auth:
    auth_method: GCP_OIDC
    gcp_oidc_service_account: puller
    gcp_oidc_workload_id_provider: projects/123456789/locations/global/workloadIdentityPools/baseten/providers/baseten
    registry: us-west2-docker.pkg.dev
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
