import type { TokenIssuer } from '../issued-tokens.ts';
import { jsonAnswer, readBasic, refusal } from '../registry/answers.ts';
import type { PullRequestContext, RegistryFamily } from '../registry/family.ts';
import { type Bindings, CLOUD_PLATFORM, type GoogleGrant, SCOPES } from './principals.ts';

const PERMISSION = 'artifactregistry.repositories.downloadArtifacts';
/** Those of Cloud Storage were seen to be refused: https://github.com/keel-hq/keel/issues/854 */
const PULLING = [CLOUD_PLATFORM, `${SCOPES}cloud-platform.read-only`];

/** Where the repositories behind the old names are: https://cloud.google.com/artifact-registry/docs/transition/gcr-repositories */
const GCR: Readonly<Record<string, string>> = {
  'gcr.io': 'us',
  'us.gcr.io': 'us',
  'eu.gcr.io': 'europe',
  'asia.gcr.io': 'asia',
};

/** Artifact Registry: an access token as the password, directly or after a Bearer challenge without a service. */
export function artifactRegistries(tokens: TokenIssuer<GoogleGrant>, bindings: Bindings): RegistryFamily {
  return {
    tokenPaths: ['/v2/token'],

    registryOf: (host) => {
      const [, region] = /^docker\.([a-z]+-[a-z]+\d+)\.rep\.pkg\.dev$/.exec(host) ?? [];
      if (region !== undefined) return `${region}-docker.pkg.dev`;
      return /^[a-z]+(?:-[a-z]+\d+)?-docker\.pkg\.dev$/.test(host) || host in GCR ? host : undefined;
    },

    token: (context) => {
      const token = passwordIn(context);
      const refused = refuse(context, token, tokens, bindings);
      if (refused !== undefined) return refused;
      return jsonAnswer(200, { token, expires_in: 3600, issued_at: context.now.toISOString() });
    },

    refuse: (context) => {
      const { authorization } = context.request.headers;
      if (authorization === undefined) return challenge(context.host, 'Unauthenticated request.');
      const [, bearer] = /^Bearer +(\S+)$/i.exec(authorization) ?? [];
      return refuse(context, bearer ?? passwordIn(context), tokens, bindings);
    },

    noSuchRepository: (context) => `Repository "${resourceOf(context)?.split('/').at(-1)}" not found`,
  };
}

/** Only this user name means an access token. Any other is rejected. */
function passwordIn({ request }: PullRequestContext): string | undefined {
  const basic = readBasic(request.headers.authorization ?? '');
  return basic?.username === 'oauth2accesstoken' ? basic.password : undefined;
}

function refuse(
  context: PullRequestContext,
  token: string | undefined,
  tokens: TokenIssuer<GoogleGrant>,
  bindings: Bindings,
) {
  const grant = token === undefined ? undefined : tokens.resolve(token);
  if (grant === undefined || grant.expiresAt <= context.now) {
    return challenge(context.host, 'Request had invalid authentication credentials.');
  }
  context.call.principal = grant.holder.id;
  if (!grant.scopes.some((scope) => PULLING.includes(scope))) {
    return refusal(403, 'DENIED', 'Request had insufficient authentication scopes.');
  }
  const resource = resourceOf(context);
  if (resource === undefined || bindings.permit(grant.holder, PERMISSION, resource)) return undefined;
  return refusal(
    403,
    'DENIED',
    `Permission "${PERMISSION}" denied on resource "${resource}" (or it may not exist)`,
  );
}

function challenge(host: string, message: string) {
  return refusal(401, 'UNAUTHORIZED', message, {
    'www-authenticate': `Bearer realm="https://${host}/v2/token"`,
  });
}

/** `<project>/<repository>/<image>`; the old names have the repository in the host. A domain can scope the project. */
function resourceOf({ registry, operation }: PullRequestContext): string | undefined {
  if (!('repository' in operation)) return undefined;
  const parts = operation.repository.split('/');
  const project = parts[0]?.includes('.') ? `${parts.shift()}:${parts.shift()}` : parts.shift();
  const location = GCR[registry] ?? registry.replace(/-docker\.pkg\.dev$/, '');
  const repository = registry in GCR ? registry : parts.shift();
  return `projects/${project}/locations/${location}/repositories/${repository}`;
}
