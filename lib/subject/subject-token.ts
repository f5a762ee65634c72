import type { SubjectToken } from '../config/schema/subject-token-schema.ts';
import type { Secret } from '../secrecy/secret.ts';
import type { WebIdentityRequest } from './aws-web-identity.ts';

/**
 * Returns a JWT with the identity of this machine, for a service that trusts its signer. It is never kept. GitHub and
 * AWS sign one for the audience; only AWS lets the caller choose its life. A token that the platform stores is read as
 * it is.
 */
export async function getSubjectToken(
  subject: SubjectToken,
  request: WebIdentityRequest,
  env: NodeJS.ProcessEnv,
  signal: AbortSignal,
): Promise<Secret> {
  if (subject === 'aws-web-identity') {
    const { mintWebIdentityToken } = await import('./aws-web-identity.ts');
    return mintWebIdentityToken(request, env, signal);
  }
  if (subject === 'github-actions') {
    const { requestGithubToken } = await import('./github-actions.ts');
    return requestGithubToken(request.audience, env, signal);
  }
  const { readStoredToken } = await import('./stored-token.ts');
  return readStoredToken(subject, env, signal);
}
