import type { RegistryHost } from '../../hosts/registry-host.ts';
import { USER } from '../../hosts/users.ts';
import type { StoredCredentials } from '../../sources/stored/options.ts';
import { type Complaint, type Path, wrong } from './complaint.ts';
import type { PlacedPublication } from './publications.ts';

/** Checks stored credentials without reading them: the username must fit the registry. */
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

/** `expires` is a day in UTC. The credential ends when that day begins. */
export function checkExpiry(
  { expires }: StoredCredentials,
  { host }: RegistryHost,
  path: Path,
  now?: Date,
): Complaint[] {
  if (expires === undefined || now === undefined || new Date(expires) > now) return [];
  const message = `the credential for ${host} expired on ${expires}: make a new one at the registry, store it, and change expires`;
  return [wrong('credential-expired', [...path, 'credentials', 'expires'], message)];
}

/** Credentials without a username cannot sign in: they can only be published unchanged, under a name that is set. */
function checkRaw({ publication: { format, key }, path, named }: PlacedPublication): Complaint[] {
  if (format !== 'raw') {
    const message = `format ${format} needs a username: add the username, or publish the credential unchanged with format: raw`;
    return [wrong('nothing-to-sign-in-with', path, message)];
  }
  const message = `no reader looks for a raw secret under ${key}: set name to the name that its readers use`;
  return named ? [] : [wrong('nothing-to-sign-in-with', path, message)];
}

function problemWithUser(username: string, { kind, host }: RegistryHost): string | undefined {
  if (username.includes(':'))
    return 'a user name cannot contain a colon: readers take the text after it for the password';
  switch (kind) {
    case 'ecr':
    case 'ecr-public':
      return `pullkeeper mints the tokens of ${host}, and a stored token expires within hours: remove credentials`;
    case 'ngc':
      return username === USER.ngc
        ? undefined
        : 'NGC expects the user name "$oauthtoken", literally, for every API key';
    case 'artifact-registry':
      return problemWithGoogleUser(username);
    case 'docker-hub':
      return username.includes('@')
        ? 'Docker Hub expects the user name (for an access token of an organization: its name), not the e-mail address'
        : undefined;
    default:
      return undefined;
  }
}

/** https://docs.cloud.google.com/artifact-registry/docs/docker/authentication#json-key */
function problemWithGoogleUser(username: string): string | undefined {
  if (username === USER.googleKey || username === USER.googleKeyBase64) return undefined;
  return username === USER.googleToken
    ? 'a Google access token expires after an hour: store a service account key, with the username _json_key_base64'
    : 'Google expects the username "_json_key" for a service account key, or "_json_key_base64" for its base64';
}
