// Files that Truss or fal accepts, for the examples of rules. Most mistakes differ from one of them in a line or two.

export const AWS_OIDC_LOGIN = `
base_image:
  image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/llama:1
  docker_auth:
    auth_method: AWS_OIDC
    aws_oidc_role_arn: arn:aws:iam::123456789012:role/baseten-ecr-access
    aws_oidc_region: us-east-1
    registry: 123456789012.dkr.ecr.us-east-1.amazonaws.com
`;

export const AWS_KEYS_LOGIN = `
base_image:
  image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/llama:1
  docker_auth:
    auth_method: AWS_IAM
    registry: 123456789012.dkr.ecr.us-east-1.amazonaws.com
secrets:
  aws_access_key_id: null
  aws_secret_access_key: null
`;

export const GOOGLE_OIDC_LOGIN = `
base_image:
  image: us-west2-docker.pkg.dev/acme-models/images/llama:1
  docker_auth:
    auth_method: GCP_OIDC
    gcp_oidc_service_account: puller@acme-models.iam.gserviceaccount.com
    gcp_oidc_workload_id_provider: projects/123456789/locations/global/workloadIdentityPools/baseten/providers/baseten
    registry: us-west2-docker.pkg.dev
`;

/** The secret of this login is not declared. */
export const GOOGLE_KEY_BLOCK = `
base_image:
  image: us-west2-docker.pkg.dev/acme-models/images/llama:1
  docker_auth:
    auth_method: GCP_SERVICE_ACCOUNT_JSON
    secret_name: gcp-service-account
    registry: us-west2-docker.pkg.dev
`;

export const GOOGLE_KEY_LOGIN = `${GOOGLE_KEY_BLOCK}secrets:
  gcp-service-account: null
`;

export const REGISTRY_SECRET_LOGIN = `
base_image:
  image: ghcr.io/acme/llama:1
  docker_auth:
    auth_method: REGISTRY_SECRET
    secret_name: ghcr_login
    registry: ghcr.io
secrets:
  ghcr_login: null
`;

export const GHCR_SECRET = `
base_image:
  image: ghcr.io/acme/llama:1
secrets:
  DOCKER_REGISTRY_ghcr.io: null
`;

export const ECR_SECRET = `
base_image:
  image: 123456789012.dkr.ecr.us-east-1.amazonaws.com/llama:1
secrets:
  DOCKER_REGISTRY_123456789012.dkr.ecr.us-east-1.amazonaws.com: null
`;

export const IMAGE_ALONE = `
base_image:
  image: ghcr.io/acme/llama:1
`;

export const FAL_GHCR = `
ghcr.io:
  username: acme-bot
  password: $GHCR_TOKEN
`;

export const FAL_ECR = `
123456789012.dkr.ecr.us-east-1.amazonaws.com:
  username: AWS
  password: $AWS_ECR_PASSWORD
`;

/** Returns the sample with another value for a field. */
export function withField(sample: string, field: string, value: string): string {
  return sample.replace(lineOf(field), (_, name) => `${name} ${value}\n`);
}

export function withoutField(sample: string, field: string): string {
  return sample.replace(lineOf(field), '');
}

function lineOf(field: string): RegExp {
  return new RegExp(`^( *${field}:).*\\n`, 'm');
}
