import type { TrussVersion } from './version.ts';

/** The ways in which Baseten can log in to a registry. */
export type AuthMethod =
  | 'GCP_SERVICE_ACCOUNT_JSON'
  | 'AWS_IAM'
  | 'AWS_OIDC'
  | 'GCP_OIDC'
  | 'REGISTRY_SECRET'
  | 'AWS_ASSUME_ROLE';

export type AuthField =
  | 'registry'
  | 'secret_name'
  | 'aws_access_key_id_secret_name'
  | 'aws_secret_access_key_secret_name'
  | 'aws_oidc_role_arn'
  | 'aws_oidc_region'
  | 'gcp_oidc_service_account'
  | 'gcp_oidc_workload_id_provider'
  | 'aws_assume_role_arn'
  | 'aws_assume_role_region';

/** What a method asks for and what it does not stand, in the order in which Truss names the fields. */
export interface MethodRules {
  required: readonly AuthField[];
  forbidden: readonly AuthField[];
}

const AWS_OIDC: readonly AuthField[] = ['aws_oidc_role_arn', 'aws_oidc_region'];
const GCP_OIDC: readonly AuthField[] = ['gcp_oidc_service_account', 'gcp_oidc_workload_id_provider'];
export const ASSUME_ROLE: readonly AuthField[] = ['aws_assume_role_arn', 'aws_assume_role_region'];

/** Truss's table (truss/base/truss_config.py, DockerAuthSettings). Both empty means that anything goes. */
const METHODS: Record<AuthMethod, MethodRules> = {
  GCP_SERVICE_ACCOUNT_JSON: {
    required: ['secret_name'],
    forbidden: [...AWS_OIDC, ...GCP_OIDC, ...ASSUME_ROLE],
  },
  AWS_IAM: { required: [], forbidden: [] },
  AWS_OIDC: { required: AWS_OIDC, forbidden: ['secret_name', ...GCP_OIDC, ...ASSUME_ROLE] },
  GCP_OIDC: { required: GCP_OIDC, forbidden: ['secret_name', ...AWS_OIDC, ...ASSUME_ROLE] },
  REGISTRY_SECRET: { required: [], forbidden: [] },
  AWS_ASSUME_ROLE: { required: ASSUME_ROLE, forbidden: ['secret_name', ...AWS_OIDC, ...GCP_OIDC] },
};

/** The two names of key secrets have defaults, and null is not one of them. */
const NOT_NULL: readonly AuthField[] = ['aws_access_key_id_secret_name', 'aws_secret_access_key_secret_name'];

const FIELDS: readonly AuthField[] = ['registry', 'secret_name', ...NOT_NULL, ...AWS_OIDC, ...GCP_OIDC];

export function authMethods(version: TrussVersion): AuthMethod[] {
  const methods: AuthMethod[] = [
    'GCP_SERVICE_ACCOUNT_JSON',
    'AWS_IAM',
    'AWS_OIDC',
    'GCP_OIDC',
    'REGISTRY_SECRET',
  ];
  return version.assumeRole ? [...methods, 'AWS_ASSUME_ROLE'] : methods;
}

export function authFields(version: TrussVersion): readonly AuthField[] {
  return version.assumeRole ? [...FIELDS, ...ASSUME_ROLE] : FIELDS;
}

export function mayBeNull(field: AuthField): boolean {
  return !NOT_NULL.includes(field);
}

/** The rules of a method. A version that has no assume-role fields cannot forbid them either: it does not know them. */
export function methodRules(method: AuthMethod, version: TrussVersion): MethodRules {
  const { required, forbidden } = METHODS[method];
  return { required, forbidden: forbidden.filter((field) => authFields(version).includes(field)) };
}

/** Truss upper-cases what is written, and does nothing else to it. */
export function parseAuthMethod(text: string, version: TrussVersion): AuthMethod | undefined {
  const upper = text.toUpperCase();
  return authMethods(version).find((method) => method === upper);
}
