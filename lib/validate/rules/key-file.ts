import { AUTH_PATH } from '../model/config-file.ts';
import { registryOf } from '../model/registry.ts';
import { gcpOidcBlock } from '../model/suggested-blocks.ts';
import type { Rule } from '../rule.ts';
import { GOOGLE_KEY_LOGIN, GOOGLE_OIDC_LOGIN } from '../samples.ts';

export const keyFile: Rule = {
  id: 'TDA406',
  severity: 'info',
  title: 'A service account key instead of OIDC',
  shows: true,
  why: 'A key file never expires by itself, and anyone who finds it can use it. With OIDC there is nothing to store or to rotate.',
  caught: GOOGLE_KEY_LOGIN,
  passed: GOOGLE_OIDC_LOGIN,

  *check({ auth, image }) {
    const entry = auth?.entry('auth_method');
    const host = registryOf(auth?.field('registry')?.text ?? image?.reference?.host ?? '');
    if (auth?.method !== 'GCP_SERVICE_ACCOUNT_JSON' || !entry || host?.kind !== 'artifact-registry') return;
    const [project] = image?.reference?.path.split('/') ?? [];
    yield {
      at: entry.value,
      path: [...AUTH_PATH, 'auth_method'],
      message: 'GCP_SERVICE_ACCOUNT_JSON needs a long-lived key; GCP_OIDC needs no secret at all.',
      hint: 'Once the provider trusts Baseten (docs.baseten.co/organization/oidc), use:',
      example: gcpOidcBlock(host.host, project),
    };
  },
};
