import type { TrussVersion } from './version.ts';

/** The methods with which Baseten can sign in to a registry. */
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

/** The required and forbidden fields of a method, in Truss's order. */
export interface MethodRules {
  required: readonly string[];
  forbidden: readonly string[];
}

const AWS_OIDC = ['aws_oidc_role_arn', 'aws_oidc_region'] as const;
const GCP_OIDC = ['gcp_oidc_service_account', 'gcp_oidc_workload_id_provider'] as const;
const ASSUME_ROLE = ['aws_assume_role_arn', 'aws_assume_role_region'] as const;

/** The three methods that docker_auth and weights share. Only the name of the secret's field differs. */
function roleMethods(secret: string): Record<'AWS_OIDC' | 'GCP_OIDC' | 'AWS_ASSUME_ROLE', MethodRules> {
  return {
    AWS_OIDC: { required: AWS_OIDC, forbidden: [secret, ...GCP_OIDC, ...ASSUME_ROLE] },
    GCP_OIDC: { required: GCP_OIDC, forbidden: [secret, ...AWS_OIDC, ...ASSUME_ROLE] },
    AWS_ASSUME_ROLE: { required: ASSUME_ROLE, forbidden: [secret, ...AWS_OIDC, ...GCP_OIDC] },
  };
}

const NO_ROLES = [...AWS_OIDC, ...GCP_OIDC, ...ASSUME_ROLE];

/** Truss's table (truss/base/truss_config.py, DockerAuthSettings). Both lists empty: anything is accepted. */
const DOCKER_METHODS: Record<AuthMethod, MethodRules> = {
  GCP_SERVICE_ACCOUNT_JSON: { required: ['secret_name'], forbidden: NO_ROLES },
  AWS_IAM: { required: [], forbidden: [] },
  REGISTRY_SECRET: { required: [], forbidden: [] },
  ...roleMethods('secret_name'),
};

const METHOD_ORDER: readonly AuthMethod[] = [
  'GCP_SERVICE_ACCOUNT_JSON',
  'AWS_IAM',
  'AWS_OIDC',
  'GCP_OIDC',
  'REGISTRY_SECRET',
  'AWS_ASSUME_ROLE',
];

/** The same for weights[].auth (WeightsAuth). */
const WEIGHTS_METHODS: Readonly<Record<string, MethodRules>> = {
  CUSTOM_SECRET: { required: ['auth_secret_name'], forbidden: NO_ROLES },
  ...roleMethods('auth_secret_name'),
};

const FIELDS: readonly AuthField[] = [
  'registry',
  'secret_name',
  'aws_access_key_id_secret_name',
  'aws_secret_access_key_secret_name',
  ...NO_ROLES,
];

export function authFields(version: TrussVersion): AuthField[] {
  return FIELDS.filter((field) => supports(version, field));
}

/** The two names of key secrets have defaults, and null is not one of them. */
export function mayBeNull(field: AuthField): boolean {
  return !field.endsWith('_key_id_secret_name') && !field.endsWith('_access_key_secret_name');
}

export function authMethods(version: TrussVersion): AuthMethod[] {
  return METHOD_ORDER.filter((method) => supports(version, method));
}

export function weightsMethods(version: TrussVersion): string[] {
  return Object.keys(WEIGHTS_METHODS).filter((method) => supports(version, method));
}

function supports({ assumeRole }: TrussVersion, name: string): boolean {
  return assumeRole || !name.toUpperCase().startsWith('AWS_ASSUME_ROLE');
}

/** The rules of a method. A version that does not know the assume-role fields cannot forbid them either. */
export function methodRules(method: AuthMethod, version: TrussVersion): MethodRules {
  return known(DOCKER_METHODS[method], version);
}

export function weightsRules(method: string, version: TrussVersion): MethodRules | undefined {
  const rules = WEIGHTS_METHODS[method];
  return rules && known(rules, version);
}

function known({ required, forbidden }: MethodRules, version: TrussVersion): MethodRules {
  return { required, forbidden: forbidden.filter((field) => supports(version, field)) };
}
