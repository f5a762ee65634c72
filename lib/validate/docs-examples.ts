/** The samples of Baseten's pages on private registries, completed with an image and realistic numbers. */
const ECR = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const GAR = 'us-west2-docker.pkg.dev';

export const DOCS_EXAMPLES: Readonly<Record<string, string>> = {
  'ECR with OIDC': `base_image:
  image: ${ECR}/path/to/image:1
  docker_auth:
    auth_method: AWS_OIDC
    aws_oidc_role_arn: arn:aws:iam::123456789012:role/baseten-ecr-access
    aws_oidc_region: us-east-1
    registry: ${ECR}
`,
  'ECR with static keys': `base_image:
  image: ${ECR}/path/to/image:1
  docker_auth:
    auth_method: AWS_IAM
    registry: ${ECR}
secrets:
  aws_access_key_id: null
  aws_secret_access_key: null
`,
  'ECR with static keys under other names': `base_image:
  image: ${ECR}/path/to/image:1
  docker_auth:
    auth_method: AWS_IAM
    registry: ${ECR}
    aws_access_key_id_secret_name: custom_aws_access_key_secret
    aws_secret_access_key_secret_name: custom_aws_secret_key_secret
secrets:
  custom_aws_access_key_secret: null
  custom_aws_secret_key_secret: null
`,
  'ECR with an access token': `base_image:
  image: ${ECR}/path/to/image:1
secrets:
  DOCKER_REGISTRY_${ECR}: null
`,
  'ECR with an assumed role': `base_image:
  image: ${ECR}/path/to/image:1
  docker_auth:
    auth_method: AWS_ASSUME_ROLE
    aws_assume_role_arn: arn:aws:iam::123456789012:role/baseten-ecr-access
    aws_assume_role_region: us-east-1
    registry: ${ECR}
`,
  'Artifact Registry with OIDC': `base_image:
  image: ${GAR}/my-project/my-repository/my-image
  docker_auth:
    auth_method: GCP_OIDC
    gcp_oidc_service_account: my-service-account@my-project.iam.gserviceaccount.com
    gcp_oidc_workload_id_provider: projects/123456/locations/global/workloadIdentityPools/my-pool/providers/my-provider
    registry: ${GAR}
`,
  'Artifact Registry with a service account': `base_image:
  image: ${GAR}/my-project/my-repository/my-image
  docker_auth:
    auth_method: GCP_SERVICE_ACCOUNT_JSON
    secret_name: gcp-service-account
    registry: ${GAR}
secrets:
  gcp-service-account: null
`,
  'Artifact Registry with an access token': `base_image:
  image: ${GAR}/my-project/my-repository/my-image
secrets:
  DOCKER_REGISTRY_${GAR}: null
`,
  'Container Registry with OIDC': `base_image:
  image: gcr.io/my-project/my-image
  docker_auth:
    auth_method: GCP_OIDC
    gcp_oidc_service_account: my-service-account@my-project.iam.gserviceaccount.com
    gcp_oidc_workload_id_provider: projects/123456/locations/global/workloadIdentityPools/my-pool/providers/my-provider
    registry: gcr.io
`,
  'Docker Hub': `base_image:
  image: my-org/my-image:latest
secrets:
  DOCKER_REGISTRY_https://index.docker.io/v1/: null
`,
  'GitHub Container Registry': `base_image:
  image: ghcr.io/my-org/my-image:latest
secrets:
  DOCKER_REGISTRY_ghcr.io: null
`,
  NGC: `base_image:
  image: nvcr.io/nim/meta/llama-3.1-8b-instruct:1.8
docker_server:
  no_build: true
  server_port: 8000
  predict_endpoint: /v1/chat/completions
  readiness_endpoint: /v1/health/ready
  liveness_endpoint: /v1/health/live
secrets:
  DOCKER_REGISTRY_nvcr.io: null
  NGC_API_KEY: null
`,
};

/** As in the docs, with "..." around an indented block. */
export const ABRIDGED_SAMPLE = `...
  base_image:
    image: ${ECR}/path/to/image:1
    docker_auth:
      auth_method: AWS_IAM
      registry: ${ECR}
  secrets:
    aws_access_key_id: null
    aws_secret_access_key: null
...
`;
