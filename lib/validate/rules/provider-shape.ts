import { gcpProvider, PROVIDER, PROVIDER_EXAMPLE, PROVIDER_PREFIX } from '../model/gcp-fields.ts';
import type { Rule } from '../rule.ts';

export const providerShape: Rule = {
  id: 'TDA405',
  severity: 'warning',
  title: 'The provider is not the full name of one',

  needs: 'gcp_oidc',
  *check({ auth }) {
    const provider = gcpProvider(auth);
    const name = provider?.text.replace(PROVIDER_PREFIX, '');
    if (!provider || !name || PROVIDER.test(name) || hasItsOwnRule(name)) return;
    yield {
      at: provider.node,
      path: provider.path,
      message: `${JSON.stringify(provider.text)} is not the full name of a workload identity provider.`,
      hint: `Write ${PROVIDER_EXAMPLE}.`,
    };
  },
};

/** A pool without a provider (TDA403), the id of a project (TDA404). */
function hasItsOwnRule(name: string): boolean {
  return (
    /\/workloadIdentityPools\/[^/]+(?:\/(?:providers\/?)?)?$/.test(name) ||
    /^projects\/[^/]*[^/\d][^/]*\//.test(name)
  );
}
