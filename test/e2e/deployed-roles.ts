import type { Need } from '../../lib/deployment/policy/compare.ts';
import { type PolicyStatement, parsePolicy } from '../../lib/deployment/policy/document.ts';

const ACCOUNT = '999988887777';
const REGION = 'us-east-1';

interface Role {
  Properties: { Policies: { PolicyDocument: object }[] };
}

/** What a role of the template may do, as CloudFormation would put it together. */
export function policyOf({ Properties }: Role): PolicyStatement[] {
  return Properties.Policies.flatMap(({ PolicyDocument }) =>
    parsePolicy(JSON.stringify(PolicyDocument, substitute), 'the template'),
  );
}

/** The functions of CloudFormation that stand in policies. Whatever else is in one would be left as it is, and be found. */
function substitute(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if ('Fn::GetAtt' in value && Array.isArray(value['Fn::GetAtt']))
    return arnOf(String(value['Fn::GetAtt'][0]));
  if ('Fn::Sub' in value && typeof value['Fn::Sub'] === 'string') {
    return value['Fn::Sub']
      .replaceAll(`\${AWS::Partition}`, 'aws')
      .replaceAll(`\${AWS::AccountId}`, ACCOUNT)
      .replaceAll(`\${AWS::Region}`, REGION)
      .replaceAll(`\${AWS::URLSuffix}`, 'amazonaws.com');
  }
  return value;
}

/** A resource of the template, told from others by its name there. */
function arnOf(resource: string): string {
  return `arn:aws:template:${REGION}:${ACCOUNT}:${resource}`;
}

const needs = (resource: string, ...actions: string[]): Need[] =>
  actions.map((action) => ({ action, resource }));

/** The rows of one function and of its shards, and no others. */
export const OWN_ROWS = (name: string) => ({
  'ForAllValues:StringLike': { 'dynamodb:LeadingKeys': `${name}*` },
});

const remember = (name: string): Need[] =>
  needs(arnOf('LedgerTable'), 'dynamodb:Query', 'dynamodb:UpdateItem').map((need) => ({
    ...need,
    condition: OWN_ROWS(name),
  }));

const report = (log: string): Need[] => [
  ...needs(arnOf(log), 'logs:CreateLogStream', 'logs:PutLogEvents'),
  ...needs(arnOf('FailureQueue'), 'sqs:SendMessage'),
];

/** A secret has six characters at its end; one that is not there yet may be asked about without them. */
const onSecret = (name: string, ...actions: string[]): Need[] =>
  ['-??????', ''].flatMap((end) =>
    needs(
      `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${name}${end}`,
      ...actions.map((action) => `secretsmanager:${action}`),
    ),
  );

/** What each role has to be allowed for the sample of registries.yml, put together by hand. */
export const NEEDS_OF_SAMPLE: Record<string, Need[]> = {
  RefreshEcrRole: [
    ...needs('*', 'ecr:GetAuthorizationToken'),
    ...needs(
      'arn:aws:ecr:us-east-1:111122223333:repository/*',
      'ecr:BatchCheckLayerAvailability',
      'ecr:BatchGetImage',
      'ecr:GetDownloadUrlForLayer',
    ),
    ...needs('*', 'ecr-public:GetAuthorizationToken', 'sts:GetServiceBearerToken'),
    ...needs('arn:aws:iam::444455556666:role/pull-only', 'sts:AssumeRole'),
    ...onSecret('pullkeeper/baseten', 'GetSecretValue'),
    {
      action: 'kms:Decrypt',
      resource: `arn:aws:kms:${REGION}:${ACCOUNT}:key/*`,
      condition: { StringLike: { 'kms:ViaService': 'secretsmanager.*.amazonaws.com' } },
    },
    ...[
      'models/DOCKER_REGISTRY_111122223333.dkr.ecr.us-east-1.amazonaws.com',
      'models/DOCKER_REGISTRY_444455556666.dkr.ecr.eu-west-1.amazonaws.com',
      'models/ecr-public',
    ].flatMap((name) => onSecret(name, 'DescribeSecret', 'CreateSecret', 'PutSecretValue', 'TagResource')),
    ...remember('refreshEcr'),
    ...report('RefreshEcrLogGroup'),
  ],
  // Nothing in the sample is theirs: what everybody may do stands for nothing.
  RefreshArtifactRegistryRole: [
    ...needs('*', 'sts:GetCallerIdentity'),
    ...remember('refreshArtifactRegistry'),
    ...report('RefreshArtifactRegistryLogGroup'),
  ],
  RefreshStoredRole: [
    ...needs('*', 'sts:GetCallerIdentity'),
    ...remember('refreshStored'),
    ...report('RefreshStoredLogGroup'),
  ],
  RefreshTokensRole: [
    ...needs('*', 'sts:GetCallerIdentity'),
    ...remember('refreshTokens'),
    ...report('RefreshTokensLogGroup'),
  ],
  StatusRole: [
    ...needs(arnOf('LedgerTable'), 'dynamodb:Scan'),
    ...needs(arnOf('StatusLogGroup'), 'logs:CreateLogStream', 'logs:PutLogEvents'),
  ],
  SchedulerRole: [
    ...['RefreshEcr', 'RefreshArtifactRegistry', 'RefreshStored', 'RefreshTokens'].flatMap((name) =>
      needs(arnOf(`${name}LambdaFunction`), 'lambda:InvokeFunction'),
    ),
    ...needs(arnOf('FailureQueue'), 'sqs:SendMessage'),
  ],
  ValidateRole: needs(arnOf('ValidateLogGroup'), 'logs:CreateLogStream', 'logs:PutLogEvents'),
};
