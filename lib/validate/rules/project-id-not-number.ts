import { gcpProvider, PROVIDER_PREFIX } from '../model/gcp-fields.ts';
import type { Rule } from '../rule.ts';

export const projectIdNotNumber: Rule = {
  id: 'TDA404',
  severity: 'warning',
  title: "The project's id where its number is wanted",

  needs: 'gcp_oidc',
  *check({ auth }) {
    const provider = gcpProvider(auth);
    const project = /^projects\/([^/]*[^/\d][^/]*)\//.exec(
      provider?.text.replace(PROVIDER_PREFIX, '') ?? '',
    )?.[1];
    if (!provider || project === undefined) return;
    yield {
      at: provider.node,
      path: provider.path,
      message: `${project} is the id of a project; the name of a provider has its number.`,
      hint: `Find it with: gcloud projects describe ${project} --format='value(projectNumber)'`,
    };
  },
};
