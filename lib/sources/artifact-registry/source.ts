import type { GoogleIdentity } from '../../google/identity.ts';
import { USER } from '../../hosts/users.ts';
import { type GoogleCaller, googleToken } from '../../references/google-token.ts';
import type { TokenSource } from '../source.ts';

/** Mints for every *.pkg.dev and gcr.io host from which one identity may pull: the token is not bound to a host. */
export function artifactRegistrySource(identity: GoogleIdentity, machine: GoogleCaller): TokenSource {
  return {
    async mint(signal) {
      const { token, ...times } = await googleToken(identity, identity.scope, machine, signal);
      return { username: USER.googleToken, password: token, ...times, remedy: remedyFor(identity) };
    },
  };
}

/**
 * A federated token may live as briefly as the token it was exchanged for. The token of a service account lives an
 * hour.
 */
function remedyFor({ impersonations }: GoogleIdentity): string {
  return impersonations.length === 0
    ? 'set serviceAccount for the identity: its tokens live an hour, federated tokens sometimes only minutes'
    : 'find out what shortens the life of its tokens, and set lifetimeSeconds to ask for more';
}
