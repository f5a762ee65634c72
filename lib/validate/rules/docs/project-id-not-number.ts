import type { RuleInfo } from '../../rule.ts';
import { projectIdNotNumber as rule } from '../project-id-not-number.ts';

export const projectIdNotNumber: RuleInfo = {
  ...rule,
  why: 'Google knows a provider by the number of its project only, and answers that the pool does not exist.',
  caught: `
base_image:
  image: us-west2-docker.pkg.dev/acme-models/images/llama:1
  docker_auth:
    auth_method: GCP_OIDC
    gcp_oidc_service_account: puller@acme-models.iam.gserviceaccount.com
    gcp_oidc_workload_id_provider: projects/acme-models/locations/global/workloadIdentityPools/baseten/providers/baseten
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
