import type { RuleInfo } from '../../rule.ts';
import { providerShape as rule } from '../provider-shape.ts';

export const providerShape: RuleInfo = {
  ...rule,
  why: 'Google finds a provider by its full name only. The id of the provider, or a part of the name, is not found.',
  caught: `
base_image:
  image: us-west2-docker.pkg.dev/acme-models/images/llama:1
  docker_auth:
    auth_method: GCP_OIDC
    gcp_oidc_service_account: puller@acme-models.iam.gserviceaccount.com
    gcp_oidc_workload_id_provider: baseten
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
