import type { RuleInfo } from '../../rule.ts';
import { methodDoesNotFit as rule } from '../method-does-not-fit.ts';

export const methodDoesNotFit: RuleInfo = {
  ...rule,
  why: 'An AWS login opens Amazon ECR only, a Google login Artifact Registry only. Truss accepts any pair.',
  caught: `
base_image:
  image: us-west2-docker.pkg.dev/acme/models/llama:1
  docker_auth:
    auth_method: AWS_OIDC
    aws_oidc_role_arn: arn:aws:iam::123456789012:role/baseten-ecr-access
    aws_oidc_region: us-west-2
    registry: us-west2-docker.pkg.dev
`,
  passed: `
base_image:
  image: us-west2-docker.pkg.dev/acme/models/llama:1
  docker_auth:
    auth_method: GCP_OIDC
    gcp_oidc_service_account: puller@acme-models.iam.gserviceaccount.com
    gcp_oidc_workload_id_provider: projects/123456/locations/global/workloadIdentityPools/baseten/providers/baseten
    registry: us-west2-docker.pkg.dev
`,
};
