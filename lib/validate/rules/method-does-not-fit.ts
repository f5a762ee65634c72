import type { RegistryHost } from '../../hosts/registry-host.ts';
import { sourceTypeFor } from '../../hosts/source-types.ts';
import { AUTH_PATH } from '../model/config-file.ts';
import { logsInTo } from '../model/method-registry.ts';
import { describeKind, registryOf } from '../model/registry.ts';
import type { Rule } from '../rule.ts';
import { GOOGLE_OIDC_LOGIN } from '../samples.ts';

export const methodDoesNotFit: Rule = {
  id: 'TDA205',
  severity: 'warning',
  title: 'The auth_method does not fit the registry',
  shows: true,
  why: 'An AWS login works for Amazon ECR only, a Google login for Artifact Registry only. Truss accepts any combination.',
  caught: `
base_image:
  image: us-west2-docker.pkg.dev/acme-models/images/llama:1
  docker_auth:
    auth_method: AWS_OIDC
    aws_oidc_role_arn: arn:aws:iam::123456789012:role/baseten-ecr-access
    aws_oidc_region: us-west-2
    registry: us-west2-docker.pkg.dev
`,
  passed: GOOGLE_OIDC_LOGIN,

  *check({ auth, image }) {
    const host = registryOf(auth?.field('registry')?.text ?? image?.reference?.host ?? '');
    const method = auth?.method;
    const entry = auth?.entry('auth_method');
    if (!host || !entry || !method || logsInTo(method, host)) return;
    yield {
      at: entry.value,
      path: [...AUTH_PATH, 'auth_method'],
      message: `${method} does not log in to ${host.host}: that is ${describeKind(host)}.`,
      hint: `${ADVICE[host.kind]}${keepFresh(host.host)}`,
    };
  },
};

/** Returns further advice for a registry whose tokens pullkeeper mints. */
function keepFresh(host: string): string {
  const source = sourceTypeFor(host)?.type;
  return source === undefined
    ? ''
    : ` pullkeeper can keep that value fresh: list the host in registries.yml with "source: { type: ${source}, … }".`;
}

const OTHER_REGISTRY =
  'Delete docker_auth, and declare DOCKER_REGISTRY_<host> under "secrets:" with base64 of user:password as its value in Baseten.';

const ADVICE: Record<RegistryHost['kind'], string> = {
  ecr: 'Use AWS_OIDC.',
  'ecr-public': 'Delete docker_auth.',
  'artifact-registry': 'Use GCP_OIDC.',
  'docker-hub':
    'Delete docker_auth, and declare DOCKER_REGISTRY_https://index.docker.io/v1/ under "secrets:" with base64 of user:password as its value in Baseten.',
  ghcr: OTHER_REGISTRY,
  ngc: OTHER_REGISTRY,
  other: OTHER_REGISTRY,
};
