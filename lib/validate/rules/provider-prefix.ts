import { rewrite } from '../fixes.ts';
import { gcpProvider, PROVIDER_PREFIX } from '../model/gcp-fields.ts';
import type { Rule } from '../rule.ts';

export const providerPrefix: Rule = {
  id: 'TDA402',
  severity: 'warning',
  title: "The provider has the address of Google's API in front",
  fixable: true,
  needs: 'gcp_oidc',
  *check({ auth, reading }) {
    const provider = gcpProvider(auth);
    if (!provider || !PROVIDER_PREFIX.test(provider.text)) return;
    const bare = provider.text.replace(PROVIDER_PREFIX, '');
    yield {
      at: provider.node,
      path: provider.path,
      message: 'The name of a provider begins with "projects/".',
      hint: `Write ${bare}.`,
      fix: rewrite(reading.text, provider.node, bare, 'Write the bare name'),
    };
  },
};
