import {
  ACCOUNT,
  assumedRole,
  awsRole,
  type Cases,
  ECR,
  GAR,
  googleRole,
  keys,
  login,
  PROVIDER,
  stored,
} from './build.ts';

const POOL = 'projects/123/locations/global/workloadIdentityPools/p';

export const CLOUDS: Record<string, Cases> = {
  TDA301: {
    catches: [
      [awsRole({ aws_oidc_role_arn: 'pull' }), 'begins with "arn:"'],
      [awsRole({ aws_oidc_role_arn: 'arn:AWS:iam::123456789012:role/pull' }), 'AWS partition'],
      [awsRole({ aws_oidc_role_arn: 'arn:aws:sts::123456789012:assumed-role/pull/me' }), '(sts)'],
      [awsRole({ aws_oidc_role_arn: 'arn:aws:s3::123456789012:role/pull' }), 's3 where "iam"'],
      [awsRole({ aws_oidc_role_arn: 'arn:aws:iam::12345:role/pull' }), '12 digits'],
      [awsRole({ aws_oidc_role_arn: 'arn:aws:iam::123456789012:user/pull' }), '"user" is not "role"'],
      [assumedRole({ aws_assume_role_arn: 'arn:aws:iam::123456789012:role/a b' }), 'a character'],
    ],
    passes: [
      awsRole(),
      assumedRole(),
      awsRole({ aws_oidc_role_arn: 'arn:aws-cn:iam::123456789012:role/a/b' }),
    ],
  },
  TDA302: {
    catches: [
      [awsRole({ aws_oidc_region: 'us-west-2a' }), 'availability zone'],
      [awsRole({ aws_oidc_region: 'oregon' }), 'is not an AWS region'],
      [assumedRole({ aws_assume_role_region: 'US-WEST-2' }), 'is not an AWS region'],
    ],
    passes: [awsRole(), assumedRole(), awsRole({ aws_oidc_region: '$REGION' })],
  },
  TDA303: {
    catches: [
      [awsRole({ aws_oidc_region: 'us-east-1' }), 'in us-west-2'],
      [assumedRole({ aws_assume_role_region: 'eu-west-1' }), 'in us-west-2'],
    ],
    passes: [awsRole(), awsRole({ aws_oidc_region: 'us-west-2a' }), awsRole({}, 'ghcr.io')],
  },
  TDA304: {
    catches: [
      [awsRole({ aws_oidc_role_arn: 'arn:aws:iam::210987654321:role/pull' }), 'account 210987654321'],
      [assumedRole({ aws_assume_role_arn: 'arn:aws:iam::210987654321:role/pull' }), '210987654321'],
    ],
    passes: [awsRole(), awsRole({ aws_oidc_role_arn: 'pull' })],
  },
  TDA305: {
    catches: [[awsRole({ aws_oidc_role_arn: 'arn:aws-cn:iam::123456789012:role/pull' }), '"aws-cn"']],
    passes: [
      awsRole(),
      awsRole(
        { aws_oidc_role_arn: 'arn:aws-cn:iam::123456789012:role/pull' },
        `${ECR.replace('us-west-2', 'cn-north-1')}.cn`,
      ),
    ],
  },
  TDA306: {
    catches: [
      [keys({ aws_secret_access_key_secret_name: 'aws_access_key_id' }), 'aws_access_key_id'],
      [keys({ aws_access_key_id_secret_name: 'a-b', aws_secret_access_key_secret_name: 'a_b' }), 'a_b'],
    ],
    passes: [keys(), keys({ aws_access_key_id_secret_name: 'a', aws_secret_access_key_secret_name: 'b' })],
  },
  TDA307: {
    catches: [[keys(), 'AWS_OIDC needs no secret']],
    passes: [awsRole(), login('ghcr.io', { auth_method: 'AWS_IAM', registry: 'ghcr.io' })],
  },
  TDA401: {
    catches: [
      [googleRole({ gcp_oidc_service_account: 'reader' }), 'e-mail address'],
      [googleRole({ gcp_oidc_service_account: 'reader@acme.com' }), 'e-mail address'],
    ],
    passes: [
      googleRole(),
      googleRole({ gcp_oidc_service_account: '123-compute@developer.gserviceaccount.com' }),
      googleRole({ gcp_oidc_service_account: 'acme@appspot.gserviceaccount.com' }),
    ],
  },
  TDA402: {
    catches: [
      [
        googleRole({ gcp_oidc_workload_id_provider: `//iam.googleapis.com/${PROVIDER}` }),
        'begins with "projects/"',
      ],
      [
        googleRole({ gcp_oidc_workload_id_provider: `https://iam.googleapis.com/v1/${PROVIDER}` }),
        'projects/',
      ],
      [googleRole({ gcp_oidc_workload_id_provider: `/${PROVIDER}` }), 'projects/'],
    ],
    passes: [googleRole(), awsRole()],
  },
  TDA403: {
    catches: [
      [googleRole({ gcp_oidc_workload_id_provider: POOL }), 'pool'],
      [googleRole({ gcp_oidc_workload_id_provider: `${POOL}/providers/` }), 'pool'],
    ],
    passes: [googleRole(), googleRole({ gcp_oidc_workload_id_provider: 'p' })],
  },
  TDA404: {
    catches: [
      [
        googleRole({ gcp_oidc_workload_id_provider: PROVIDER.replace('123', 'acme-1') }),
        'acme-1 is a project id',
      ],
    ],
    passes: [googleRole(), googleRole({ gcp_oidc_workload_id_provider: 'projects/123/x' })],
  },
  TDA405: {
    catches: [
      [googleRole({ gcp_oidc_workload_id_provider: 'b' }), 'not the full name'],
      [googleRole({ gcp_oidc_workload_id_provider: PROVIDER.replace('global', 'us') }), 'not the full name'],
    ],
    passes: [
      googleRole(),
      googleRole({ gcp_oidc_workload_id_provider: POOL }),
      googleRole({ gcp_oidc_workload_id_provider: PROVIDER.replace('123', 'acme-1') }),
    ],
  },
  TDA406: {
    catches: [
      [
        login(GAR, { auth_method: 'GCP_SERVICE_ACCOUNT_JSON', secret_name: 'key', registry: GAR }, ['key']),
        'GCP_OIDC needs no secret',
      ],
    ],
    passes: [
      googleRole(),
      login('ghcr.io', { auth_method: 'GCP_SERVICE_ACCOUNT_JSON', secret_name: 'key', registry: 'ghcr.io' }),
      stored({ gcp_oidc_service_account: ACCOUNT }),
    ],
  },
};
