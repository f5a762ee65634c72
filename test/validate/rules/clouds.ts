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

/** A key file for one registry, and an image in another. */
function keyOf(registry: string, host: string): string {
  return login(host, { auth_method: 'GCP_SERVICE_ACCOUNT_JSON', secret_name: 'key', registry }, ['key']);
}

export const CLOUDS: Record<string, Cases> = {
  TDA301: {
    catches: [
      [awsRole({ aws_oidc_role_arn: 'pull' }), 'begins with "arn:"'],
      [awsRole({ aws_oidc_role_arn: 'arn:AWS:iam::123456789012:role/pull' }), 'AWS partition'],
      [awsRole({ aws_oidc_role_arn: 'arn:aws:sts::123456789012:assumed-role/pull/me' }), '(sts)'],
      [awsRole({ aws_oidc_role_arn: 'arn:aws:s3::123456789012:role/pull' }), 's3 where "iam"'],
      [awsRole({ aws_oidc_role_arn: 'arn:xaws:iam::123456789012:role/pull' }), 'AWS partition'],
      [awsRole({ aws_oidc_role_arn: 'arn:aws1:iam::123456789012:role/pull' }), 'AWS partition'],
      [awsRole({ aws_oidc_role_arn: '"arn:"' }), 'AWS partition'],
      [awsRole({ aws_oidc_role_arn: 'arn:aws::123456789012:role/pull' }), 'nothing where "iam"'],
      [awsRole({ aws_oidc_role_arn: 'arn:aws:iam::12345:role/pull' }), '12 digits'],
      [awsRole({ aws_oidc_role_arn: 'arn:aws:iam::1234567890123:role/pull' }), '12 digits'],
      [awsRole({ aws_oidc_role_arn: 'arn:aws:iam::x123456789012:role/pull' }), '12 digits'],
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
      [awsRole({ aws_oidc_region: 'in us-west-2' }), 'is not an AWS region'],
      [awsRole({ aws_oidc_region: 'in us-west-2a' }), 'is not an AWS region'],
      [awsRole({ aws_oidc_region: 'us-west-2ab' }), 'is not an AWS region'],
      [awsRole({ aws_oidc_region: 'us-west-2 or 3' }), 'is not an AWS region'],
    ],
    passes: [
      awsRole(),
      assumedRole(),
      awsRole({ aws_oidc_region: '$REGION' }),
      awsRole({ aws_oidc_region: 'us-gov-west-1' }),
      awsRole({ aws_oidc_region: 'eusc-de-east-1' }),
    ],
  },
  TDA303: {
    catches: [
      [awsRole({ aws_oidc_region: 'us-east-1' }), 'in us-west-2'],
      [assumedRole({ aws_assume_role_region: 'eu-west-1' }), 'in us-west-2'],
    ],
    passes: [
      awsRole(),
      awsRole({ aws_oidc_region: 'us-west-2a' }),
      awsRole({}, 'ghcr.io'),
      awsRole({ aws_oidc_region: 'us-east-1' }, 'ghcr.io'),
    ],
  },
  TDA304: {
    catches: [
      [awsRole({ aws_oidc_role_arn: 'arn:aws:iam::210987654321:role/pull' }), 'account 210987654321'],
      [assumedRole({ aws_assume_role_arn: 'arn:aws:iam::210987654321:role/pull' }), '210987654321'],
    ],
    passes: [
      awsRole(),
      awsRole({ aws_oidc_role_arn: 'pull' }),
      awsRole({ aws_oidc_role_arn: 'arn:aws:iam::210987654321:role/pull' }, 'ghcr.io'),
    ],
  },
  TDA305: {
    catches: [[awsRole({ aws_oidc_role_arn: 'arn:aws-cn:iam::123456789012:role/pull' }), '"aws-cn"']],
    passes: [
      awsRole(),
      awsRole(
        { aws_oidc_role_arn: 'arn:aws-cn:iam::123456789012:role/pull' },
        `${ECR.replace('us-west-2', 'cn-north-1')}.cn`,
      ),
      awsRole({ aws_oidc_role_arn: 'arn:aws-cn:iam::123456789012:role/pull' }, 'ghcr.io'),
      awsRole({ aws_oidc_role_arn: 'pull' }),
    ],
  },
  TDA306: {
    catches: [
      [keys({ aws_secret_access_key_secret_name: 'aws_access_key_id' }), 'aws_access_key_id'],
      [keys({ aws_access_key_id_secret_name: 'a-b', aws_secret_access_key_secret_name: 'a_b' }), 'a_b'],
      [keys({ aws_secret_access_key_secret_name: 'aws-access-key-id' }), 'aws-access-key-id'],
    ],
    passes: [keys(), keys({ aws_access_key_id_secret_name: 'a', aws_secret_access_key_secret_name: 'b' })],
  },
  TDA307: {
    catches: [
      [keys(), 'AWS_OIDC needs no secret'],
      [login(ECR, { auth_method: 'aws_iam' }), 'AWS_OIDC needs no secret'],
    ],
    passes: [awsRole(), login('ghcr.io', { auth_method: 'AWS_IAM', registry: 'ghcr.io' })],
  },
  TDA401: {
    catches: [
      [googleRole({ gcp_oidc_service_account: 'reader' }), 'e-mail address'],
      [googleRole({ gcp_oidc_service_account: 'reader@acme.com' }), 'e-mail address'],
      [googleRole({ gcp_oidc_service_account: `by ${ACCOUNT}` }), 'e-mail address'],
      [googleRole({ gcp_oidc_service_account: `${ACCOUNT}.evil.example` }), 'e-mail address'],
    ],
    passes: [
      googleRole(),
      googleRole({ gcp_oidc_service_account: '123-compute@developer.gserviceaccount.com' }),
      googleRole({ gcp_oidc_service_account: 'acme@appspot.gserviceaccount.com' }),
      awsRole({ gcp_oidc_service_account: 'reader' }),
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
      [googleRole({ gcp_oidc_workload_id_provider: `//iam.googleapis.com/${POOL}/` }), 'pool'],
    ],
    passes: [googleRole(), googleRole({ gcp_oidc_workload_id_provider: 'p' })],
  },
  TDA404: {
    catches: [
      [
        googleRole({ gcp_oidc_workload_id_provider: PROVIDER.replace('123', 'acme-1') }),
        'acme-1 is a project id',
      ],
      [
        googleRole({
          gcp_oidc_workload_id_provider: `//iam.googleapis.com/${PROVIDER.replace('123', '1acme')}`,
        }),
        '1acme is a project id',
      ],
    ],
    passes: [
      googleRole(),
      googleRole({ gcp_oidc_workload_id_provider: 'projects/123/x' }),
      googleRole({ gcp_oidc_workload_id_provider: 'x/projects/acme-1/y' }),
    ],
  },
  TDA405: {
    catches: [
      [googleRole({ gcp_oidc_workload_id_provider: 'b' }), 'not the full name'],
      [googleRole({ gcp_oidc_workload_id_provider: PROVIDER.replace('global', 'us') }), 'not the full name'],
      [googleRole({ gcp_oidc_workload_id_provider: '//iam.googleapis.com/b' }), 'not the full name'],
      [
        googleRole({ gcp_oidc_workload_id_provider: `x/${PROVIDER.replace('123', 'acme-1')}` }),
        'not the full name',
      ],
    ],
    passes: [
      googleRole(),
      googleRole({ gcp_oidc_workload_id_provider: `//iam.googleapis.com/${PROVIDER}` }),
      googleRole({ gcp_oidc_workload_id_provider: `${POOL}/` }),
      googleRole({ gcp_oidc_workload_id_provider: `${POOL}/providers` }),
      googleRole({ gcp_oidc_workload_id_provider: `${POOL}/providers/` }),
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
      // The block says which registry it is; without it, the image does.
      [keyOf(GAR, 'ghcr.io'), 'GCP_OIDC needs no secret'],
      [login(GAR, { auth_method: 'GCP_SERVICE_ACCOUNT_JSON', secret_name: 'key' }), 'GCP_OIDC needs'],
    ],
    passes: [
      keyOf('ghcr.io', GAR),
      googleRole(),
      login('ghcr.io', { auth_method: 'GCP_SERVICE_ACCOUNT_JSON', secret_name: 'key', registry: 'ghcr.io' }),
      stored({ gcp_oidc_service_account: ACCOUNT }),
    ],
  },
};
