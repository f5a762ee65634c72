import { isProvider, PROVIDER_FORM } from '../../hosts/google-provider.ts';
import { gcpProvider, PROVIDER_PREFIX } from '../model/gcp-fields.ts';
import type { Rule } from '../rule.ts';
import { GOOGLE_OIDC_LOGIN, withField } from '../samples.ts';

export const providerShape: Rule = {
  id: 'TDA405',
  severity: 'warning',
  title: 'The provider is not a full name',
  why: 'Google finds a provider by its full name only. The id of the provider, or a part of the name, is not found.',
  caught: withField(GOOGLE_OIDC_LOGIN, 'gcp_oidc_workload_id_provider', 'baseten'),
  passed: GOOGLE_OIDC_LOGIN,

  *check({ auth }) {
    const provider = gcpProvider(auth);
    const name = provider?.text.replace(PROVIDER_PREFIX, '');
    if (!provider || !name || isProvider(name) || hasItsOwnRule(name)) return;
    yield {
      at: provider.node,
      path: provider.path,
      message: `${JSON.stringify(provider.text)} is not the full name of a workload identity provider.`,
      hint: `Write ${PROVIDER_FORM}.`,
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
