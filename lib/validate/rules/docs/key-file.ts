import type { RuleInfo } from '../../rule.ts';
import { keyFile as rule } from '../key-file.ts';

export const keyFile: RuleInfo = {
  ...rule,
  why: 'A key file never expires by itself, and works for whoever finds it. With OIDC there is nothing to store or to rotate.',
  caught: `
base_image:
  image: us-west2-docker.pkg.dev/acme-models/images/llama:1
  docker_auth:
    auth_method: GCP_SERVICE_ACCOUNT_JSON
    secret_name: gcp-service-account
    registry: us-west2-docker.pkg.dev
secrets:
  gcp-service-account: null
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
