import type { Rule } from '../rule.ts';
import { AWS_KEYS_LOGIN } from '../samples.ts';
import type { AuthField, AuthMethod } from '../truss/auth-methods.ts';

/** The fields, each with the methods that use it. Every method uses the registry. */
const READERS: readonly (readonly [AuthField, ...AuthMethod[]])[] = [
  ['secret_name', 'GCP_SERVICE_ACCOUNT_JSON', 'REGISTRY_SECRET'],
  ['aws_access_key_id_secret_name', 'AWS_IAM'],
  ['aws_secret_access_key_secret_name', 'AWS_IAM'],
  ['aws_oidc_role_arn', 'AWS_OIDC'],
  ['aws_oidc_region', 'AWS_OIDC'],
  ['gcp_oidc_service_account', 'GCP_OIDC'],
  ['gcp_oidc_workload_id_provider', 'GCP_OIDC'],
  ['aws_assume_role_arn', 'AWS_ASSUME_ROLE'],
  ['aws_assume_role_region', 'AWS_ASSUME_ROLE'],
];

export const ignoredField: Rule = {
  id: 'TDA106',
  severity: 'warning',
  title: 'A field that the auth_method does not use',
  why: 'Truss rejects some fields under some methods and silently ignores others. An ignored role looks like a role that is used.',
  caught: `
base_image:
  image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/llama:1
  docker_auth:
    auth_method: AWS_IAM
    aws_oidc_role_arn: arn:aws:iam::123456789012:role/baseten-ecr-access
    registry: 123456789012.dkr.ecr.us-east-1.amazonaws.com
secrets:
  aws_access_key_id: null
  aws_secret_access_key: null
`,
  passed: AWS_KEYS_LOGIN,

  *check({ auth }) {
    const method = auth?.method;
    if (!method) return;
    for (const [name, ...readers] of READERS) {
      const field = auth.field(name);
      if (!field || readers.includes(method) || auth.forbids(name)) continue;
      yield {
        at: field.node,
        path: field.path,
        message: `${name} has no effect under ${method}: it is for ${readers.join(' and ')}.`,
        hint: `Delete the line, or set auth_method to ${readers.join(' or ')}.`,
      };
    }
  },
};
