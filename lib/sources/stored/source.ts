import { Failure } from '../../failure.ts';
import type { GoogleCaller } from '../../references/google-token.ts';
import { resolveAnyReference } from '../../references/resolve.ts';
import type { TokenSource } from '../source.ts';
import { type Doubt, doubtAbout, doubtAboutGithubToken } from './doubts.ts';
import type { StoredSpec } from './traits.ts';

/**
 * Somebody made this credential, and keeps it where registries.yml says. It is read anew each time, so that a changed
 * one is noticed; it has no end unless the config tells one, because no registry says when a password dies.
 */
export function storedSource(spec: StoredSpec, machine: GoogleCaller): TokenSource {
  const { host, username, password: reference, expires } = spec;
  return {
    async mint(signal) {
      const mintedAt = machine.now();
      const password = await resolveAnyReference(reference, machine, signal);
      const kept = `what is kept for ${host.host} in "${reference.id}" (${reference.from})`;

      const refusal = ({ is, hint }: Doubt) => new Failure('invalid', `${kept} ${is}`, { hint });
      const use = { kind: host.kind, username };
      const wrong = doubtAbout(password.reveal(), use);
      if (wrong !== undefined) throw refusal(wrong);
      const doubt = doubtAboutGithubToken(password.reveal(), use);

      const expiresAt = expires === undefined ? undefined : new Date(expires);
      if (expiresAt !== undefined && expiresAt <= mintedAt) {
        throw new Failure('expired', `${kept} died on ${expires}`, {
          hint: 'renew it at the registry, put the new one there, and correct expires in registries.yml',
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
