/** The facts that the host name of a registry contains. `host` is the name exactly as in an image reference. */
export type RegistryHost =
  | EcrHost
  | { kind: 'ecr-public'; host: string }
  | { kind: 'artifact-registry'; host: string; location: string }
  | { kind: 'docker-hub'; host: string }
  | { kind: 'ghcr'; host: string }
  | { kind: 'ngc'; host: string }
  | { kind: 'other'; host: string };

export interface EcrHost {
  kind: 'ecr';
  host: string;
  account: string;
  region: string;
  partition: AwsPartition;
  fips: boolean;
  dualStack: boolean;
}

/** The `aws` in `arn:aws:…`. Credentials of one partition are not valid in another. */
export type AwsPartition =
  | 'aws'
  | 'aws-cn'
  | 'aws-us-gov'
  | 'aws-eusc'
  | 'aws-iso'
  | 'aws-iso-b'
  | 'aws-iso-e'
  | 'aws-iso-f';

export type ParsedHost = { ok: true; host: RegistryHost } | { ok: false; problem: HostProblem };

export interface HostProblem {
  /** The problem, as a sentence that quotes the text. */
  message: string;
  /** The host that was probably meant. It is valid. */
  suggestion?: string;
}
