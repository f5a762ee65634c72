import type { RegistryHost } from '../../hosts/registry-host.ts';
import type { AuthMethod } from '../truss/auth-methods.ts';

/** The kind of registry of a method. */
export const MADE_FOR: Partial<Record<AuthMethod, RegistryHost['kind']>> = {
  AWS_IAM: 'ecr',
  AWS_OIDC: 'ecr',
  AWS_ASSUME_ROLE: 'ecr',
  GCP_OIDC: 'artifact-registry',
  GCP_SERVICE_ACCOUNT_JSON: 'artifact-registry',
};

/** Whether this method can log in to the registry. REGISTRY_SECRET can log in to every one. */
export function logsInTo(method: AuthMethod, { kind }: RegistryHost): boolean {
  return (MADE_FOR[method] ?? kind) === kind;
}
