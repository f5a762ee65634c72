import { gcpProvider, PROVIDER_PREFIX } from '../model/gcp-fields.ts';
import type { Rule } from '../rule.ts';

export const poolNotProvider: Rule = {
  id: 'TDA403',
  severity: 'warning',
  title: 'A pool where a provider is wanted',

  needs: 'gcp_oidc',
  *check({ auth }) {
    const provider = gcpProvider(auth);
    const name = provider?.text.replace(PROVIDER_PREFIX, '').replace(/\/$/, '');
    if (!provider || !name || !/\/workloadIdentityPools\/[^/]+(?:\/providers)?$/.test(name)) return;
    yield {
      at: provider.node,
      path: provider.path,
      message: 'This is the name of a workload identity pool; the name of a provider in it is wanted.',
      hint: `Add the provider: ${name.replace(/\/providers$/, '')}/providers/<provider>.`,
    };
  },
};
