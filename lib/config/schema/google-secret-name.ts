/** A version of a secret in Google Secret Manager, by the parts of its name. */
export interface SecretVersion {
  /** The secret by its whole name, as a policy calls it. */
  secret: string;
  project: string;
  /** Absent for a secret that is not regional. */
  location?: string;
  name: string;
  version: string;
}

const NAME = /^(projects\/([^/]+)(?:\/locations\/([^/]+))?\/secrets\/([^/]+))(?:\/versions\/([^/]+))?$/;

/** What an id of registries.yml names: without a version, the latest one. Undefined where it names no secret. */
export function secretVersionNamed(id: string): SecretVersion | undefined {
  const [, secret, project = '', location, name = '', version = 'latest'] = NAME.exec(id) ?? [];
  return secret === undefined
    ? undefined
    : { secret, project, ...(location !== undefined && { location }), name, version };
}
