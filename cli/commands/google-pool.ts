import type { GoogleIdentity } from '../../lib/google/identity.ts';
import { usesWebIdentity } from '../../lib/google/web-identity.ts';
import { shellComment } from '../shell-text.ts';
import { block, gcloud, unique } from './gcloud.ts';

/** An identity, and the ARNs of the roles that sign in as it. */
interface FederatedUser {
  identity: GoogleIdentity;
  roles: readonly string[];
}

/**
 * Google's own mapping for AWS, printed so that everybody sees what the condition and the grants rely on.
 * https://cloud.google.com/iam/docs/workload-identity-federation-with-other-clouds#mappings-and-conditions
 */
const MAPPING = [
  'google.subject=assertion.arn',
  'attribute.account=assertion.account',
  "attribute.aws_role=assertion.arn.contains('assumed-role') ? assertion.arn.extract('{account_arn}assumed-role/') + 'assumed-role/' + assertion.arn.extract('assumed-role/{role_name}/') : assertion.arn",
].join(',');

export function createPool(
  { identity }: FederatedUser,
  users: readonly FederatedUser[],
  account: string,
): string[] {
  const { base } = identity;
  if (base.type !== 'workload-identity') return [];
  const roles = users.flatMap((user) =>
    user.identity.base.type === 'workload-identity' && user.identity.base.provider === base.provider
      ? user.roles
      : [],
  );
  const pool = gcloud(['iam', 'workload-identity-pools', 'create', poolOf(base.provider)], {
    location: 'global',
    'display-name': 'pullkeeper',
  });
  if (base.subjectToken === 'github-actions') {
    return [
      block('The pool and its provider, which accepts the jobs of one repository only', [
        pool,
        shellComment(`in place of ${REPOSITORY} put the repository of the workflow`),
        createOidcProvider(base.provider, GITHUB_ISSUER, {
          'attribute-mapping': 'google.subject=assertion.sub,attribute.repository=assertion.repository',
          'attribute-condition': `assertion.repository == "${REPOSITORY}"`,
        }),
      ]),
    ];
  }
  if (typeof base.subjectToken === 'object') {
    return [
      block('The pool and its provider, which accepts one subject only', [
        pool,
        shellComment(
          `in place of ${TOKEN_ISSUER} and ${TOKEN_SUBJECT} put the claims "iss" and "sub" of the token in ${base.subjectToken.id}`,
        ),
        createOidcProvider(base.provider, TOKEN_ISSUER, {
          'attribute-mapping': 'google.subject=assertion.sub',
          'attribute-condition': `assertion.sub == "${TOKEN_SUBJECT}"`,
        }),
      ]),
    ];
  }
  const condition = `in [${unique(roles)
    .map((role) => JSON.stringify(role))
    .join(', ')}]`;
  return [
    block('The pool and its provider, which accepts the roles of the functions only', [
      pool,
      ...(usesWebIdentity(identity)
        ? [
            shellComment(
              `in place of ${ISSUER} put what this prints, signed in to the AWS account ${account}: ${ISSUER_COMMAND}`,
            ),
            createOidcProvider(base.provider, ISSUER, {
              'attribute-mapping': 'google.subject=assertion.sub',
              'attribute-condition': `assertion.sub ${condition}`,
            }),
          ]
        : [
            gcloud(['iam', 'workload-identity-pools', 'providers', 'create-aws', base.provider], {
              'account-id': account,
              'attribute-mapping': MAPPING,
              'attribute-condition': `attribute.aws_role ${condition}`,
            }),
          ]),
    ]),
  ];
}

/** https://docs.github.com/en/actions/how-tos/secure-your-work/security-harden-deployments/oidc-in-google-cloud-platform */
const GITHUB_ISSUER = 'https://token.actions.githubusercontent.com';
/** Placeholders for values that only the user knows. */
const REPOSITORY = 'OWNER/REPOSITORY';
const TOKEN_ISSUER = 'ISSUER_OF_THE_TOKEN';
const TOKEN_SUBJECT = 'SUBJECT_OF_THE_TOKEN';

/** Stands for what AWS alone knows: it makes an issuer up when the feature is enabled. */
const ISSUER = 'ISSUER_OF_THE_ACCOUNT';

function createOidcProvider(provider: string, issuer: string, rules: Record<string, string>): string {
  const words = ['iam', 'workload-identity-pools', 'providers', 'create-oidc', provider];
  return gcloud(words, { 'issuer-uri': issuer, ...rules });
}

const ISSUER_COMMAND =
  'aws iam get-outbound-web-identity-federation-info --query IssuerIdentifier --output text';

/** Only the key file has the address of the service account. */
const KEY_HOLDER = 'ADDRESS_IN_THE_KEY';
/** Application Default Credentials belong to the person who has signed in to gcloud. */
const LOGIN = 'ADDRESS_OF_THE_LOGIN';

/** The identity before any impersonation. */
export function basesOf({ identity, roles }: FederatedUser): string[] {
  const { base } = identity;
  if (base.type === 'service-account-key') return [`serviceAccount:${KEY_HOLDER}`];
  if (base.type === 'application-default') return [`user:${LOGIN}`];
  const pool = `//iam.googleapis.com/${poolOf(base.provider)}`;
  if (base.subjectToken === 'github-actions')
    return [`principalSet:${pool}/attribute.repository/${REPOSITORY}`];
  if (typeof base.subjectToken === 'object') return [`principal:${pool}/subject/${TOKEN_SUBJECT}`];
  return roles.map((role) =>
    usesWebIdentity(identity)
      ? `principal:${pool}/subject/${role}`
      : `principalSet:${pool}/attribute.aws_role/${role}`,
  );
}

function poolOf(provider: string): string {
  return provider.replace(/\/providers\/[^/]+$/, '');
}
