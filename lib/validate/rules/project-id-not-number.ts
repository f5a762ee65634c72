import { gcpProvider, PROVIDER_PREFIX } from '../model/gcp-fields.ts';
import type { Rule } from '../rule.ts';
import { GOOGLE_OIDC_LOGIN, withField } from '../samples.ts';

export const projectIdNotNumber: Rule = {
  id: 'TDA404',
  severity: 'warning',
  title: 'A project id instead of a project number',
  why: 'The name of a provider has the project number. With the project id, Google answers that the pool does not exist.',
  caught: withField(
    GOOGLE_OIDC_LOGIN,
    'gcp_oidc_workload_id_provider',
    'projects/acme-models/locations/global/workloadIdentityPools/baseten/providers/baseten',
  ),
  passed: GOOGLE_OIDC_LOGIN,

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
