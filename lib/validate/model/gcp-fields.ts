import type { AuthBlock, WrittenField } from './config-file.ts';

/** The provider, if the method uses it. */
export function gcpProvider(auth: AuthBlock | undefined): WrittenField | undefined {
  return auth?.method === 'GCP_OIDC' ? auth.field('gcp_oidc_workload_id_provider') : undefined;
}

export function gcpServiceAccount(auth: AuthBlock | undefined): WrittenField | undefined {
  return auth?.method === 'GCP_OIDC' ? auth.field('gcp_oidc_service_account') : undefined;
}

/** Prefixes that people copy from a console, a command or an audience. */
export const PROVIDER_PREFIX = /^(?:https?:)?\/\/iam\.googleapis\.com\/(?:v1\/)?|^\/+/;
