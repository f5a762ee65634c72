import { nearest } from '../../text/nearest.ts';
import type { YamlNode } from '../yaml/node.ts';
import { type AuthMethod, authMethods } from './auth-methods.ts';
import type { TrussVersion } from './version.ts';

/** Names that other parts of Baseten use, or used, for methods of docker_auth. */
const OTHER_NAMES: Record<string, AuthMethod> = {
  CUSTOM_SECRET: 'REGISTRY_SECRET',
  GCS_SERVICE_ACCOUNT_JSON: 'GCP_SERVICE_ACCOUNT_JSON',
  GCP_SERVICE_ACCOUNT: 'GCP_SERVICE_ACCOUNT_JSON',
  AWS: 'AWS_IAM',
  ECR: 'AWS_OIDC',
  GCP: 'GCP_OIDC',
  GAR: 'GCP_OIDC',
};

/** Suggests the method that was probably meant. */
export function methodHint(node: YamlNode, version: TrussVersion): string | undefined {
  if (node.kind !== 'scalar' || node.type !== 'string') return undefined;
  const written = node.text
    .trim()
    .toUpperCase()
    .replaceAll(/[\s-]+/g, '_');
  if (written === 'AWS_ASSUME_ROLE' && !version.assumeRole)
    return `AWS_ASSUME_ROLE came after Truss 0.18.26; this checks for ${version.name}. Upgrade Truss to use it.`;
  const methods = authMethods(version);
  const guess =
    methods.find((method) => method === written) ?? OTHER_NAMES[written] ?? nearest(written, methods);
  return guess === undefined ? undefined : `Did you mean ${guess}?`;
}
