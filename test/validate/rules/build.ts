/** Builds config.yaml files for the cases of rules, so that a case shows nothing but what it is about. */

export const ECR = '123456789012.dkr.ecr.us-west-2.amazonaws.com';
export const GAR = 'us-west2-docker.pkg.dev';
/** Hosts for which people store robots and keys without an end. */
export const ENDLESS_HOSTS = [
  'acme.jfrog.io',
  'docker.cloudsmith.io',
  'quay.io',
  'registry.digitalocean.com',
];
export const ROLE = 'arn:aws:iam::123456789012:role/pull';
export const PROVIDER = 'projects/123/locations/global/workloadIdentityPools/p/providers/b';
export const ACCOUNT = 'reader@acme.iam.gserviceaccount.com';

type Fields = Record<string, string>;

/** One case: what the file says, and where it matters, the reason that the finding gives. */
export interface Cases {
  catches: [text: string, reason: string][];
  passes: string[];
  registries?: string;
}

export function image(text: string, secrets: string[] = []): string {
  return `base_image:\n  image: ${text}\n${declared(secrets)}`;
}

export function login(host: string, fields: Fields, secrets: string[] = []): string {
  const block = Object.entries(fields).map(([name, value]) => `    ${name}: ${value}\n`);
  return `base_image:\n  image: ${host}/acme/llama:1\n  docker_auth:\n${block.join('')}${declared(secrets)}`;
}

export function awsRole(fields: Fields = {}, host = ECR, secrets: string[] = []): string {
  const role = { aws_oidc_role_arn: ROLE, aws_oidc_region: 'us-west-2' };
  return login(host, { auth_method: 'AWS_OIDC', registry: host, ...role, ...fields }, secrets);
}

export function assumedRole(fields: Fields = {}): string {
  const role = { aws_assume_role_arn: ROLE, aws_assume_role_region: 'us-west-2' };
  return login(ECR, { auth_method: 'AWS_ASSUME_ROLE', registry: ECR, ...role, ...fields });
}

export function googleRole(fields: Fields = {}): string {
  const role = { gcp_oidc_service_account: ACCOUNT, gcp_oidc_workload_id_provider: PROVIDER };
  return login(GAR, { auth_method: 'GCP_OIDC', registry: GAR, ...role, ...fields });
}

export function keys(fields: Fields = {}, secrets = ['aws_access_key_id', 'aws_secret_access_key']): string {
  return login(ECR, { auth_method: 'AWS_IAM', registry: ECR, ...fields }, secrets);
}

export function stored(fields: Fields = {}, host = 'ghcr.io', secrets = ['login']): string {
  return login(
    host,
    { auth_method: 'REGISTRY_SECRET', registry: host, secret_name: 'login', ...fields },
    secrets,
  );
}

/** Names alone are declared with null; `name: value` as it is. */
export function declared(secrets: string[]): string {
  const lines = secrets.map((secret) => `  ${/: /.test(secret) ? secret : `${secret}: null`}\n`);
  return lines.length === 0 ? '' : `secrets:\n${lines.join('')}`;
}

export function registries(host: string, name?: string): string {
  const target = name === undefined ? 'models' : `{ backend: models, name: ${name} }`;
  return `backends:\n  models: { type: baseten }\nregistries:\n  - host: ${host}\n    publish: [${target}]\n`;
}

/** Fake credentials, put together here so that no scanner takes this file for a leak. */
export const FAKE = {
  huggingFace: `${'hf'}_${'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3h'}`,
  openAi: `${'sk'}-proj-${'aB3dE6gH9jK2mN5pQ8sT1vW4'}`,
  awsKeyId: `${'AKIA'}${'QWERTZUIOPASDFGH'}`,
  gitHub: `${'ghp'}_${'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3h6j'}`,
  baseten: `${'aB3dE6gH'}.${'9jK2mN5pQ8sT1vW4yZ7bC0eF3h6jL9nP'}`,
};
