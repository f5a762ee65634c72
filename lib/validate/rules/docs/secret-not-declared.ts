import type { RuleInfo } from '../../rule.ts';
import { secretNotDeclared as rule } from '../secret-not-declared.ts';

export const secretNotDeclared: RuleInfo = {
  ...rule,
  why: 'A model gets only the secrets that its config lists under "secrets:". The login looks for one that is not there.',
  caught: `
base_image:
  image: us-west2-docker.pkg.dev/acme-models/images/llama:1
  docker_auth:
    auth_method: GCP_SERVICE_ACCOUNT_JSON
    secret_name: gcp-service-account
    registry: us-west2-docker.pkg.dev
`,
  passed: `
base_image:
  image: us-west2-docker.pkg.dev/acme-models/images/llama:1
  docker_auth:
    auth_method: GCP_SERVICE_ACCOUNT_JSON
    secret_name: gcp-service-account
    registry: us-west2-docker.pkg.dev
secrets:
  gcp-service-account: null
`,
};
