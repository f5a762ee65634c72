/** The parts in the name of a secret version in Google Secret Manager. */
export interface SecretVersion {
  /** The full name of the secret, as in a policy. */
  secret: string;
  project: string;
  /** Absent for a secret that is not regional. */
  location?: string;
  name: string;
  version: string;
}

const NAME = /^(projects\/([^/]+)(?:\/locations\/([^/]+))?\/secrets\/([^/]+))(?:\/versions\/([^/]+))?$/;

/**
 * The secret and version of an id in registries.yml. Without a version: the latest. Undefined if the id is not valid.
 */
export function secretVersionNamed(id: string): SecretVersion | undefined {
  const [, secret, project = '', location, name = '', version = 'latest'] = NAME.exec(id) ?? [];
  return secret === undefined
    ? undefined
    : { secret, project, ...(location !== undefined && { location }), name, version };
}
