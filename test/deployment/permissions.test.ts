import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { Statement } from '../../lib/aws/statement.ts';
import { compile } from '../../lib/config/file/compile.ts';
import { permissionsOf, pullPermissionsOf } from '../../lib/deployment/permissions.ts';
import { problemWithSize } from '../../lib/deployment/policy-size.ts';
import { dedent } from '../config/dedent.ts';

const ECR = '111122223333.dkr.ecr.us-east-1.amazonaws.com';
const OTHER = '444455556666.dkr.ecr.eu-west-1.amazonaws.com';
const ECR_FUNCTION = 'refreshEcr';

function statements(text: string, name: Parameters<typeof permissionsOf>[1] = ECR_FUNCTION): Statement[] {
  return permissionsOf(compile(dedent(text), 'registries.yml'), name);
}

/** The statement that allows an action, if there is one; two would be one too many. */
function allowing(action: string, all: Statement[]): Statement | undefined {
  const found = all.filter(({ Action }) => Action.includes(action));
  expect(found.length).toBeLessThan(2);
  return found[0];
}

/** The account and the partition of the stack are known only when it is deployed. */
function own(service: string, region: string, resource: string) {
  return { 'Fn::Sub': `arn:\${AWS::Partition}:${service}:${region}:\${AWS::AccountId}:${resource}` };
}

describe('an assumed role', () => {
  const config = compile(
    dedent(`
      identities:
        theirs: { type: aws-role, roleArn: arn:aws:iam::444455556666:role/theirs }
        idle: { type: aws-role, roleArn: arn:aws:iam::444455556666:role/idle }
      registries:
        - { host: ${ECR}, publish: [file] }
        - { host: ${OTHER}, identity: theirs, publish: [{ backend: file, name: other }] }
    `),
    'registries.yml',
  );

  test('may take a token, and pull from the registries that name it alone', () => {
    const all = pullPermissionsOf('theirs', config);
    expect(allowing('ecr:GetAuthorizationToken', all)?.Resource).toEqual(['*']);
    expect(allowing('ecr:BatchGetImage', all)?.Resource).toEqual([
      'arn:aws:ecr:eu-west-1:444455556666:repository/*',
    ]);
  });

  test('may do what everybody may, if no registry names it', () => {
    expect(pullPermissionsOf('idle', config)).toEqual([
      { Effect: 'Allow', Action: ['sts:GetCallerIdentity'], Resource: ['*'] },
    ]);
  });
});

describe('minting as the role of the function', () => {
  test('for ECR takes a token, and the right to pull from exactly the registries named', () => {
    expect(
      statements(`registries: [{ host: ${ECR}, publish: [file] }, { host: ${OTHER}, publish: [file] }]`),
    ).toEqual([
      { Effect: 'Allow', Action: ['ecr:GetAuthorizationToken'], Resource: ['*'] },
      {
        Effect: 'Allow',
        Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
        Resource: [
          'arn:aws:ecr:us-east-1:111122223333:repository/*',
          'arn:aws:ecr:eu-west-1:444455556666:repository/*',
        ],
      },
    ]);
  });

  test.each([
    [
      '111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn',
      'arn:aws-cn:ecr:cn-north-1:111122223333:repository/*',
    ],
    ['111122223333.dkr-ecr.us-west-2.on.aws', 'arn:aws:ecr:us-west-2:111122223333:repository/*'],
    [
      '111122223333.dkr.ecr-fips.us-gov-west-1.amazonaws.com',
      'arn:aws-us-gov:ecr:us-gov-west-1:111122223333:repository/*',
    ],
  ])('for %s names %s', (host, arn) => {
    const statement = allowing(
      'ecr:BatchGetImage',
      statements(`registries: [{ host: ${host}, publish: [file] }]`),
    );
    expect(statement?.Resource).toEqual([arn]);
  });

  test('for ECR Public takes a token and the bearer token behind it', () => {
    expect(statements('registries: [{ host: public.ecr.aws, publish: [file] }]')).toEqual([
      {
        Effect: 'Allow',
        Action: ['ecr-public:GetAuthorizationToken', 'sts:GetServiceBearerToken'],
        Resource: ['*'],
      },
    ]);
  });

  test('names a registry once, however often it stands in the file', () => {
    const statement = allowing(
      'ecr:BatchGetImage',
      statements(`
        registries:
          - host: ${ECR}
            publish: [file]
          - host: ${ECR}
            publish: [{ backend: file, name: again }]
      `),
    );
    expect(statement?.Resource).toHaveLength(1);
  });
});

describe('minting as another role', () => {
  const IDENTITIES = dedent(`
    identities:
      one: { type: aws-role, roleArn: arn:aws:iam::444455556666:role/one }
      other: { type: aws-role, roleArn: arn:aws:iam::444455556666:role/other }
      secretive:
        type: aws-role
        roleArn: arn:aws:iam::444455556666:role/secretive
        externalId: { from: aws-secrets-manager, id: pullkeeper/external-id }
      too:
        type: aws-role
        roleArn: arn:aws:iam::444455556666:role/too
        externalId: { from: aws-secrets-manager, id: pullkeeper/external-id }
      by-arn:
        type: aws-role
        roleArn: arn:aws:iam::444455556666:role/by-arn
        externalId: { from: aws-secrets-manager, id: 'arn:aws:secretsmanager:eu-west-1:444455556666:secret:id-AbCdEf' }
      from-env:
        type: aws-role
        roleArn: arn:aws:iam::444455556666:role/from-env
        externalId: { from: env, id: EXTERNAL_ID }
  `);
  const as = (...identities: string[]) => {
    const entries = identities.map(
      (identity, index) =>
        `  - { host: ${ECR}, identity: ${identity}, publish: [{ backend: file, name: '${index}' }] }\n`,
    );
    return permissionsOf(
      compile(`${IDENTITIES}registries:\n${entries.join('')}`, 'registries.yml'),
      ECR_FUNCTION,
    );
  };

  test('takes the right to assume it, and none of its own to mint or pull', () => {
    expect(as('one')).toEqual([
      { Effect: 'Allow', Action: ['sts:AssumeRole'], Resource: ['arn:aws:iam::444455556666:role/one'] },
    ]);
  });

  test('names each role once, and none that no registry uses', () => {
    expect(allowing('sts:AssumeRole', as('one', 'other', 'one'))?.Resource).toEqual([
      'arn:aws:iam::444455556666:role/one',
      'arn:aws:iam::444455556666:role/other',
    ]);
  });

  test.each([
    [
      'a name',
      'secretive',
      [
        own('secretsmanager', `\${AWS::Region}`, 'secret:pullkeeper/external-id-??????'),
        own('secretsmanager', `\${AWS::Region}`, 'secret:pullkeeper/external-id'),
      ],
      `arn:\${AWS::Partition}:kms:\${AWS::Region}:\${AWS::AccountId}:key/*`,
    ],
    [
      'an ARN',
      'by-arn',
      ['arn:aws:secretsmanager:eu-west-1:444455556666:secret:id-AbCdEf'],
      `arn:\${AWS::Partition}:kms:eu-west-1:444455556666:key/*`,
    ],
  ])('may read an external id that is kept in AWS Secrets Manager under %s', (_, identity, secrets, key) => {
    expect(allowing('secretsmanager:GetSecretValue', as(identity))?.Resource).toEqual(secrets);
    expect(allowing('kms:Decrypt', as(identity))).toMatchObject({
      Resource: [{ 'Fn::Sub': key }],
      Condition: { StringLike: { 'kms:ViaService': { 'Fn::Sub': `secretsmanager.*.\${AWS::URLSuffix}` } } },
    });
  });

  test('names a shared external id once', () => {
    const statement = allowing('secretsmanager:GetSecretValue', as('secretive', 'too', 'secretive'));
    expect(statement?.Resource).toHaveLength(2); // with the six characters, and without
  });

  test.each(['one', 'from-env'])('reads no secret for the external id of %s', (identity) => {
    expect(allowing('secretsmanager:GetSecretValue', as(identity))).toBeUndefined();
  });
});

describe('publishing to AWS Secrets Manager', () => {
  const VIA = { 'kms:ViaService': { 'Fn::Sub': `secretsmanager.eu-west-1.\${AWS::URLSuffix}` } };
  const to = (options: string, publish = '[aws]') =>
    statements(`
      backends:
        aws: { type: aws-secrets-manager, region: eu-west-1${options} }
      registries:
        - host: ${ECR}
          publish: ${publish}
    `);

  test('takes the right to write exactly the secrets published', () => {
    expect(
      allowing('secretsmanager:PutSecretValue', to(', prefix: models/', '[aws, { backend: aws, name: x }]')),
    ).toEqual({
      Effect: 'Allow',
      Action: ['DescribeSecret', 'CreateSecret', 'PutSecretValue', 'TagResource'].map(
        (action) => `secretsmanager:${action}`,
      ),
      Resource: [
        own('secretsmanager', 'eu-west-1', `secret:models/DOCKER_REGISTRY_${ECR}-??????`),
        own('secretsmanager', 'eu-west-1', `secret:models/DOCKER_REGISTRY_${ECR}`),
        own('secretsmanager', 'eu-west-1', 'secret:models/x-??????'),
        own('secretsmanager', 'eu-west-1', 'secret:models/x'),
      ],
    });
  });

  test('reads none of them back, and touches no key that is not named', () => {
    const actions = to('').flatMap(({ Action }) => Action);
    expect(actions).not.toContain('secretsmanager:GetSecretValue');
    expect(actions.filter((action) => action.startsWith('kms:'))).toEqual([]);
  });

  test('takes nothing for a backend that nothing publishes to', () => {
    expect(
      allowing('secretsmanager:PutSecretValue', to(', kmsKeyId: alias/models', '[file]')),
    ).toBeUndefined();
    expect(allowing('kms:Decrypt', to(', kmsKeyId: alias/models', '[file]'))).toBeUndefined();
  });

  test.each([
    ['its id', '1234abcd-12ab', own('kms', 'eu-west-1', 'key/1234abcd-12ab')],
    ['the id of a multi-region key', 'mrk-1234abcd', own('kms', 'eu-west-1', 'key/mrk-1234abcd')],
    ['its ARN', 'arn:aws:kms:eu-west-1:777788889999:key/1234', 'arn:aws:kms:eu-west-1:777788889999:key/1234'],
  ])('may use the key named by %s', (_, kmsKeyId, resource) => {
    expect(allowing('kms:GenerateDataKey', to(`, kmsKeyId: '${kmsKeyId}'`))).toEqual({
      Effect: 'Allow',
      Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
      Resource: [resource],
      Condition: { StringEquals: VIA },
    });
  });

  test.each([
    ['its alias, which is of the own account', 'alias/models', own('kms', 'eu-west-1', 'key/*')],
    [
      'the ARN of its alias, in whatever account that is',
      'arn:aws:kms:eu-west-1:777788889999:alias/models',
      'arn:aws:kms:eu-west-1:777788889999:key/*',
    ],
  ])('may use the key named by %s, and no other key', (_, kmsKeyId, resource) => {
    expect(allowing('kms:GenerateDataKey', to(`, kmsKeyId: '${kmsKeyId}'`))).toEqual({
      Effect: 'Allow',
      Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
      Resource: [resource],
      Condition: {
        StringEquals: VIA,
        'ForAnyValue:StringEquals': { 'kms:ResourceAliases': 'alias/models' },
      },
    });
  });
});

describe('a function that serves some of the registries', () => {
  const BOTH = `
    backends:
      aws: { type: aws-secrets-manager, region: eu-west-1 }
    identities:
      puller: { type: aws-role, roleArn: arn:aws:iam::444455556666:role/puller }
    registries:
      - { host: ${ECR}, publish: [aws] }
      - { host: ${OTHER}, identity: puller, publish: [aws] }
      - { host: public.ecr.aws, publish: [{ backend: aws, name: public }] }
      - { host: ghcr.io, credentials: { username: a, password: { from: env, id: GHCR } }, publish: [{ backend: aws, name: ghcr }] }
  `;

  test('is given nothing for the others', () => {
    expect(statements(BOTH, 'refreshStored')).toEqual([
      expect.objectContaining({
        Action: [
          'secretsmanager:DescribeSecret',
          'secretsmanager:CreateSecret',
          'secretsmanager:PutSecretValue',
          'secretsmanager:TagResource',
        ],
        Resource: [
          own('secretsmanager', 'eu-west-1', 'secret:ghcr-??????'),
          own('secretsmanager', 'eu-west-1', 'secret:ghcr'),
        ],
      }),
    ]);
    expect(statements(BOTH, 'refreshArtifactRegistry')).toMatchObject([
      { Action: ['sts:GetCallerIdentity'] },
    ]);
  });

  test('is given everything only where AWS knows nothing narrower', () => {
    const everywhere = statements(BOTH).filter(({ Resource }) => Resource.includes('*'));
    expect(everywhere.flatMap(({ Action }) => Action)).toEqual([
      'ecr:GetAuthorizationToken',
      'ecr-public:GetAuthorizationToken',
      'sts:GetServiceBearerToken',
    ]);
  });

  test('is given no action by a wildcard', () => {
    expect(
      statements(BOTH)
        .flatMap(({ Action }) => Action)
        .join(),
    ).not.toContain('*');
  });
});

describe('many secrets', () => {
  const many = (count: number, prefix = '') => `
    backends: { aws: { type: aws-secrets-manager, region: eu-west-1, prefix: '${prefix}' } }
    registries:
      - { host: ${ECR}, publish: [{ backend: aws, name: ours }] }
${Array.from({ length: count }, (_, index) => `      - { host: ${ECR.replace('111122223333', `${111122223334 + index}`)}, publish: [aws] }`).join('\n')}
  `;

  test('are allowed one by one while they fit into a policy', () => {
    expect(allowing('secretsmanager:PutSecretValue', statements(many(15)))?.Resource).toHaveLength(32);
  });

  test('are allowed by the beginning that they share when they would not, if they are ours', () => {
    const all = statements(many(500, 'models/'));
    const pattern = own('secretsmanager', 'eu-west-1', 'secret:models/DOCKER_REGISTRY_*');
    const ours = (kind: string) => ({ StringEquals: { [`aws:${kind}/managed-by`]: 'pullkeeper' } });
    expect(all.filter(({ Resource }) => isDeepStrictEqual(Resource, [pattern]))).toEqual([
      { Effect: 'Allow', Action: ['secretsmanager:DescribeSecret'], Resource: [pattern] },
      {
        Effect: 'Allow',
        Action: ['secretsmanager:CreateSecret', 'secretsmanager:TagResource'],
        Resource: [pattern],
        Condition: ours('RequestTag'),
      },
      {
        Effect: 'Allow',
        Action: ['secretsmanager:PutSecretValue'],
        Resource: [pattern],
        Condition: ours('ResourceTag'),
      },
    ]);
    expect(JSON.stringify(all)).toContain('secret:models/ours-??????');
  });

  test('in five regions, of fifteen hosts, fit into one role', () => {
    const regions = ['us-east-1', 'us-west-2', 'eu-west-1', 'eu-central-1', 'ap-southeast-1'];
    const backends = regions.map((region) => `${region}: { type: aws-secrets-manager, region: ${region} }`);
    const hosts = Array.from({ length: 15 }, (_, index) =>
      ECR.replace('111122223333', `${111122223333 + index}`),
    );
    const text = `
      backends: { ${backends.join(', ')} }
      registries: [${hosts.map((host) => `{ host: ${host}, canary: true, publish: [${regions.join(', ')}] }`).join(', ')}]
    `;
    const all = statements(text);
    expect(problemWithSize('refreshEcr', all)).toBeUndefined();
  });

  test('that registries.yml refers to are allowed by their folder, and refused where they have none', () => {
    const referring = (folder: string) => {
      const entries = Array.from(
        { length: 150 },
        (_, index) =>
          `{ host: registry-${index}.example.com, credentials: { username: a, password: { from: aws-secrets-manager, id: '${folder}password-${index}' } }, publish: [file] }`,
      );
      return statements(`registries: [${entries.join(', ')}]`, 'refreshStored');
    };
    const folded = referring('pullkeeper/');
    expect(allowing('secretsmanager:GetSecretValue', folded)?.Resource).toEqual([
      own('secretsmanager', `\${AWS::Region}`, 'secret:pullkeeper/*'),
    ]);
    expect(problemWithSize('refreshStored', referring(''))).toMatch(
      /refreshStored has \d+ characters.* give the secrets that registries.yml reads one prefix/,
    );
  });

  test('that are too many to name are refused with what to change', () => {
    const hosts = Array.from({ length: 250 }, (_, index) =>
      ECR.replace('111122223333', `${111122223333 + index}`),
    );
    const named = hosts.map(
      (host, index) => `{ host: ${host}, publish: [{ backend: aws, name: the-pull-secret-of-${index} }] }`,
    );
    expect(
      problemWithSize(
        'refreshEcr',
        statements(
          `backends: { aws: { type: aws-secrets-manager, region: us-east-1 } }\nregistries: [${named.join(', ')}]`,
        ),
      ),
    ).toMatch(/leave out the names of published secrets/);
    const roles = hosts.map(
      (_, index) =>
        `r${index}: { type: aws-role, roleArn: 'arn:aws:iam::${111122223333 + index}:role/pull-only-for-models' }`,
    );
    const assuming = hosts.map((host, index) => `{ host: ${host}, identity: r${index}, publish: [file] }`);
    const text = `identities: { ${roles.join(', ')} }\nregistries: [${assuming.join(', ')}]`;
    expect(problemWithSize('refreshEcr', statements(text))).toMatch(/let registries share identities/);
  });

  test('registries of one account are allowed in every region when one by one is too long', () => {
    const regions = [
      'us-east-1',
      'us-east-2',
      'us-west-1',
      'us-west-2',
      'eu-west-1',
      'eu-west-2',
      'eu-west-3',
    ];
    const hosts = Array.from({ length: 30 }, (_, index) => 111122223333 + index).flatMap((account) =>
      regions.map((region) => `{ host: ${account}.dkr.ecr.${region}.amazonaws.com, publish: [file] }`),
    );
    const all = statements(`registries: [${hosts.join(', ')}]`);
    expect(allowing('ecr:BatchGetImage', all)?.Resource).toContain('arn:aws:ecr:*:111122223333:repository/*');
    expect(problemWithSize('refreshEcr', all)).toBeUndefined();
  });
});

describe('reading back', () => {
  const registries = (canary: string) => `
    backends: { aws: { type: aws-secrets-manager, region: us-east-1, prefix: models/ } }
    registries:
      - { host: ${ECR}, publish: [aws] }
      - { host: ${OTHER}, ${canary} publish: [aws] }
  `;

  test('is allowed where the canary looks, and nowhere else', () => {
    const read = (canary: string) =>
      allowing('secretsmanager:GetSecretValue', statements(registries(canary)));
    expect(read('')).toBeUndefined();
    expect(read('canary: true,')?.Resource).toEqual([
      own('secretsmanager', 'us-east-1', `secret:models/DOCKER_REGISTRY_${OTHER}-??????`),
      own('secretsmanager', 'us-east-1', `secret:models/DOCKER_REGISTRY_${OTHER}`),
    ]);
  });
});
