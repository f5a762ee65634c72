import { quote } from '../../secrecy/quote.ts';
import { problemWithLocation, problemWithProject } from './google-names.ts';
import { secretVersionNamed } from './google-secret-name.ts';

const FORM =
  'projects/<project>/secrets/<name>, or projects/<project>/locations/<location>/secrets/<name> for a regional one; /versions/<version> may follow';

/** https://cloud.google.com/secret-manager/docs/reference/rest/v1/projects.secrets/create */
const SECRET_ID = /^[\w-]{1,255}$/;

/** A number, or an alias of a version: https://cloud.google.com/secret-manager/docs/assign-alias-to-secret-version */
const VERSION = /^(?:[1-9]\d*|[A-Za-z][\w-]{0,62})$/;

/** Returns the problem with the name of a secret in Secret Manager or of its version, or undefined. */
export function problemWithSecretVersion(text: string): string | undefined {
  const bare = text.replace(/^(?:https:)?\/\/secretmanager\.[^/]+\/(?:v1\/)?/, '').replace(/:access$/, '');
  if (bare !== text) return `write ${quote(bare)}, without the service and the method`;
  const named = secretVersionNamed(text);
  if (named === undefined) return `${quote(text)} is not a secret in Google Secret Manager; expected ${FORM}`;
  const { project, location, name, version } = named;
  return (
    problemWithProject(project) ??
    (location === undefined ? undefined : problemWithLocation(location)) ??
    problemWithId(name) ??
    problemWithVersion(version)
  );
}

function problemWithId(name: string): string | undefined {
  return SECRET_ID.test(name)
    ? undefined
    : `${quote(name)} is not the name of a secret: at most 255 letters, digits, _ and -`;
}

function problemWithVersion(version: string): string | undefined {
  return VERSION.test(version)
    ? undefined
    : `${quote(version)} is not a version of a secret: a number, latest, or an alias of letters, digits, _ and -`;
}
