import { AUTH_PATH } from '../model/config-file.ts';
import type { Rule } from '../rule.ts';
import { GHCR_SECRET, REGISTRY_SECRET_LOGIN } from '../samples.ts';

export const undocumentedMethod: Rule = {
  id: 'TDA109',
  severity: 'warning',
  title: 'REGISTRY_SECRET is not documented for models',
  shows: true,
  why: 'Truss accepts it, but Baseten documents it for training jobs only: it may not work for models.',
  caught: REGISTRY_SECRET_LOGIN,
  passed: GHCR_SECRET,

  *check({ auth }) {
    const entry = auth?.entry('auth_method');
    if (!entry || auth?.method !== 'REGISTRY_SECRET') return;
    yield {
      at: entry.value,
      path: [...AUTH_PATH, 'auth_method'],
      message: 'REGISTRY_SECRET is documented for training jobs, not for models.',
      hint: 'Declare the secret DOCKER_REGISTRY_<host> under "secrets:" instead (its value is base64 of user:password), and delete docker_auth.',
    };
  },
};
