import { gcpProvider, PROVIDER_PREFIX } from '../model/gcp-fields.ts';
import type { Rule } from '../rule.ts';

export const projectIdNotNumber: Rule = {
  id: 'TDA404',
  severity: 'warning',
  title: 'A project id instead of a project number',

  needs: 'gcp_oidc',
  why: 'The name of a provider has the project number. With the project id, Google answers that the pool does not exist.',
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

  *check({ auth }) {
    const provider = gcpProvider(auth);
    const project = /^projects\/([^/]*[^/\d][^/]*)\//.exec(
      provider?.text.replace(PROVIDER_PREFIX, '') ?? '',
    )?.[1];
    if (!provider || project === undefined) return;
    yield {
      at: provider.node,
      path: provider.path,
      message: `${project} is a project id; the name of a provider has the project number.`,
      hint: `Find it with: gcloud projects describe ${project} --format='value(projectNumber)'`,
    };
  },
};
