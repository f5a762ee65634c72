import { gcpProvider, PROVIDER_PREFIX } from '../model/gcp-fields.ts';
import type { Rule } from '../rule.ts';
import { GOOGLE_OIDC_LOGIN, withField } from '../samples.ts';

export const poolNotProvider: Rule = {
  id: 'TDA403',
  severity: 'warning',
  title: 'A pool instead of a provider',
  why: 'A pool may have several providers, and a token is exchanged with one of them. The name must continue with /providers/.',
  caught: withField(
    GOOGLE_OIDC_LOGIN,
    'gcp_oidc_workload_id_provider',
    'projects/123456789/locations/global/workloadIdentityPools/baseten',
  ),
  passed: GOOGLE_OIDC_LOGIN,

  *check({ auth }) {
    const provider = gcpProvider(auth);
    const name = provider?.text.replace(PROVIDER_PREFIX, '').replace(/\/$/, '');
    if (!provider || !name || !/\/workloadIdentityPools\/[^/]+(?:\/providers)?$/.test(name)) return;
    yield {
      at: provider.node,
      path: provider.path,
      message: 'This names a workload identity pool; name a provider in the pool instead.',
      hint: `Add the provider: ${name.replace(/\/providers$/, '')}/providers/<provider>.`,
    };
  },
};
