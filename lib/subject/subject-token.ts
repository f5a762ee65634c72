import type { SubjectToken } from '../config/schema/subject-token-schema.ts';
import type { Secret } from '../secrecy/secret.ts';
import type { WebIdentityRequest } from './aws-web-identity.ts';

/**
 * Returns a JWT that says who this machine is, for a service that trusts the signer. It is never kept. GitHub and
 * AWS sign one for the audience; only AWS asks how long it is to live. A token that a platform stores is as it is.
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
