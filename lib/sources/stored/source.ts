import { Failure } from '../../failure.ts';
import type { GoogleCaller } from '../../references/google-token.ts';
import { howToReplace, nameOfSecret } from '../../references/replace.ts';
import { resolveAnyReference } from '../../references/resolve.ts';
import type { TokenSource } from '../source.ts';
import { githubTokenProblem, type PasswordProblem, passwordProblem } from './password-problem.ts';
import type { StoredSpec } from './traits.ts';

/**
 * A credential that a person stored in the place in registries.yml. It is read on every mint, so that a change is
 * noticed. Without `expires` it has no end: no registry tells when a password expires.
 */
export function storedSource(spec: StoredSpec, machine: GoogleCaller): TokenSource {
  const { host, username, password: reference, expires } = spec;
  return {
    async mint(signal) {
      const mintedAt = machine.now();
      const password = await resolveAnyReference(reference, machine, signal);
      const kept = `the credential for ${host.host} in ${nameOfSecret(reference)}`;

      const refusal = ({ is, hint }: PasswordProblem) => new Failure('invalid', `${kept} ${is}`, { hint });
      const use = { kind: host.kind, username };
      const wrong = passwordProblem(password.reveal(), use);
      if (wrong !== undefined) throw refusal(wrong);
      const doubt = githubTokenProblem(password.reveal(), use);

      const expiresAt = expires === undefined ? undefined : new Date(expires);
      if (expiresAt !== undefined && expiresAt <= mintedAt) {
        throw new Failure('expired', `${kept} expired on ${expires}`, {
          hint: `make a new one at the registry, ${howToReplace(reference)}, and change expires in registries.yml`,
        });
      }
      return {
        username: username ?? '',
        password,
        mintedAt,
        ...(expiresAt && { expiresAt }),
        ...(doubt && { doubt: refusal(doubt) }),
      };
    },
  };
}
