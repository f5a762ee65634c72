import type { RegistryHost } from '../../hosts/registry-host.ts';
import { USER } from '../../hosts/users.ts';
import type { StoredCredentials } from '../../sources/stored/options.ts';
import { type Complaint, type Path, wrong } from './complaint.ts';
import type { PlacedPublication } from './publications.ts';

/** Checks what can be told of stored credentials without reading them: whom they are for, and what they can be. */
export function checkCredentials(
  { username }: StoredCredentials,
  host: RegistryHost,
  placed: readonly PlacedPublication[],
  path: Path,
): Complaint[] {
  if (username === undefined) return placed.flatMap(checkRaw);
  const message = problemWithUser(username, host);
  return message === undefined
    ? []
    : [wrong('username-does-not-fit', [...path, 'credentials', 'username'], message)];
}

/** Without a user name there is nothing to sign in with: what is kept is published as it stands, under a chosen name. */
function checkRaw({ publication: { format, key }, path, named }: PlacedPublication): Complaint[] {
  if (format !== 'raw') {
    const message = `credentials without a username can be published as they stand, and not as ${format}: add format: raw, or the username`;
    return [wrong('nothing-to-sign-in-with', path, message)];
  }
  const message = `what is published as it stands is not looked up by ${key}: give it the name that its readers know`;
  return named ? [] : [wrong('nothing-to-sign-in-with', path, message)];
}

function problemWithUser(username: string, { kind, host }: RegistryHost): string | undefined {
  if (username.includes(':'))
    return 'a user name holds no colon: what follows it would be taken for the password';
  switch (kind) {
    case 'ecr':
    case 'ecr-public':
      return `the tokens of ${host} are minted, and one that is stored dies within hours: leave credentials out`;
    case 'ngc':
      return username === USER.ngc
        ? undefined
        : 'NGC takes "$oauthtoken", literally, as the user of every API key';
    case 'artifact-registry':
      return problemWithGoogleUser(username);
    case 'docker-hub':
      return username.includes('@')
        ? 'Docker Hub takes the user name (or, for its access tokens, that of the organization), not the e-mail address'
        : undefined;
    default:
      return undefined;
  }
}

/** https://docs.cloud.google.com/artifact-registry/docs/docker/authentication#json-key */
function problemWithGoogleUser(username: string): string | undefined {
  if (username === USER.googleKey || username === USER.googleKeyBase64) return undefined;
  return username === USER.googleToken
    ? 'an access token of Google lives for an hour and is minted, not stored: store a key, as _json_key_base64'
    : 'Google takes "_json_key" with the key of a service account, or "_json_key_base64" with its base64';
}
