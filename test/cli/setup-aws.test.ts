import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { dedent } from '../config/dedent.ts';
import { motoInstalled, startMoto } from '../moto.ts';
import { pullkeeper } from './pullkeeper.ts';

const HERE = '444455556666.dkr.ecr.eu-west-1.amazonaws.com';
const THERE = '111122223333.dkr.ecr.us-east-1.amazonaws.com';
const ROLES = dedent(`
  identities:
    theirs: { type: aws-role, roleArn: "arn:aws:iam::111122223333:role/teams/ml/pull-only", externalId: acme }
    shy: { type: aws-role, roleArn: "arn:aws:iam::444455556666:role/shy", externalId: { from: aws-secrets-manager, id: pullkeeper/id } }
    unused: { type: aws-role, roleArn: "arn:aws:iam::444455556666:role/unused" }
  registries:
    - { host: ${HERE}, identity: shy, publish: [file] }
    - { host: ${THERE}, identity: theirs, image: models/llama:prod, publish: [file] }
    - { host: public.ecr.aws, identity: theirs, publish: [file] }
`);

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

async function setup(yaml: string, ...options: string[]) {
  writeFileSync(join(folder, 'registries.yml'), yaml);
  return pullkeeper(['setup', 'aws', '--account', '444455556666', '--region', 'us-east-1', ...options], {
    cwd: folder,
  });
}

/** The documents that the printed commands write, by their names. */
function documentsIn(commands: string): Record<string, { Statement: Record<string, unknown>[] }> {
  const found = commands.matchAll(/^(?:cat|sed .*) > (\S+) <<'JSON'\n((?:.*\n)*?)JSON$/gm);
  return Object.fromEntries(Array.from(found, ([, name = '', text = '']) => [name, JSON.parse(text)]));
}

describe('setup aws', () => {
  test('lets the roles of the functions that use it into each role, and nobody else', async () => {
    const documents = documentsIn((await setup(ROLES)).stdout);
    expect(documents['pull-only-111122223333-trust.json']?.Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: { AWS: ['arn:aws:iam::444455556666:role/pullkeeper-prod-ecr-us-east-1'] },
        Action: 'sts:AssumeRole',
        Condition: { StringEquals: { 'sts:ExternalId': 'acme' } },
      },
    ]);
  });

  test('lets each role pull from the hosts that name it, in their accounts, and do nothing else', async () => {
    const documents = documentsIn((await setup(ROLES)).stdout);
    expect(documents['pull-only-111122223333-pull.json']?.Statement).toEqual([
      { Effect: 'Allow', Action: ['ecr:GetAuthorizationToken'], Resource: ['*'] },
      {
        Effect: 'Allow',
        Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
        Resource: ['arn:aws:ecr:us-east-1:111122223333:repository/*'],
      },
      {
        Effect: 'Allow',
        Action: ['ecr-public:GetAuthorizationToken', 'sts:GetServiceBearerToken'],
        Resource: ['*'],
      },
    ]);
    expect(Object.keys(documents)).not.toContain('unused-444455556666-pull.json');
  });

  test('enables web identity tokens in the account of the functions, where registries.yml asks for them', async () => {
    const provider = 'projects/1234567890/locations/global/workloadIdentityPools/aws/providers/oidc';
    const yaml = (more: string) =>
      `identities: { gar: { type: google-workload-identity, provider: ${provider}${more} } }\nregistries: [{ host: gcr.io, identity: gar, publish: [file] }]\n`;
    const { stdout } = await setup(yaml(', subjectToken: aws-web-identity'));
    expect(stdout).toMatch(
      /account 444455556666.*\n.*get-outbound.*\|\|\n {2}aws iam enable-outbound-web-identity-federation$/m,
    );
    expect((await setup(yaml(''))).stdout).not.toContain('web-identity');
  });

  test('names an external id that is kept elsewhere, and does not read it', async () => {
    const { stdout } = await setup(ROLES);
    expect(stdout).toMatch(
      /EXTERNAL_ID_1="\$\(aws secretsmanager get-secret-value \\\n {2}--secret-id pullkeeper\/id/,
    );
    expect(stdout).toContain(`sed "s|EXTERNAL_ID|$EXTERNAL_ID_1|" > shy-444455556666-trust.json <<'JSON'\n`);
    expect(documentsIn(stdout)['shy-444455556666-trust.json']).toMatchObject({
      Statement: [{ Condition: { StringEquals: { 'sts:ExternalId': 'EXTERNAL_ID' } } }],
    });
  });

  test('names an external id that Google keeps', async () => {
    const id = 'projects/my-project/locations/us-east1/secrets/id/versions/2';
    const { stdout } = await setup(`
identities:
  gar: { type: google-workload-identity, provider: projects/1/locations/global/workloadIdentityPools/p/providers/lambda }
  shy: { type: aws-role, roleArn: "arn:aws:iam::444455556666:role/shy", externalId: { from: google-secret-manager, id: ${id} } }
registries: [{ host: ${HERE}, identity: shy, publish: [file] }]
`);
    expect(stdout.replaceAll(' \\\n ', '')).toContain(
      `EXTERNAL_ID_1="$(gcloud secrets versions access 2 --secret=id --project=my-project --location=us-east1)"`,
    );
  });

  test('keeps the path of a role', async () => {
    expect((await setup(ROLES)).stdout).toMatch(/--role-name pull-only \\\n {2}--path \/teams\/ml\/ \\\n/);
  });

  test('asks the owners of other accounts for what no role can give', async () => {
    const secret = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:shared/fal-AbCdEf';
    const key = 'arn:aws:kms:us-east-1:111122223333:key/1234';
    const { stdout } = await setup(`
backends:
  aws: { type: aws-secrets-manager, region: us-east-1, kmsKeyId: "${key}" }
  fal: { type: fal, key: { from: aws-secrets-manager, id: "${secret}" } }
registries:
  - { host: ${THERE}, image: models/llama:prod, publish: [aws] }
  - { host: ghcr.io, credentials: { username: bob, password: { from: env, id: GHCR } }, publish: [{ backend: fal, name: GHCR }] }
`);
    const documents = documentsIn(stdout);
    const [ecr, stored] = ['ecr', 'stored'].map((kind) => ({
      AWS: [`arn:aws:iam::444455556666:role/pullkeeper-prod-${kind}-us-east-1`],
    }));
    expect(documents['models-llama-111122223333-policy.json']?.Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: ecr,
        Action: ['ecr:BatchCheckLayerAvailability', 'ecr:BatchGetImage', 'ecr:GetDownloadUrlForLayer'],
      },
    ]);
    expect(documents['shared-fal-111122223333-policy.json']?.Statement).toEqual([
      { Effect: 'Allow', Principal: stored, Action: ['secretsmanager:GetSecretValue'], Resource: '*' },
    ]);
    expect(documents['aws-111122223333-key-statement.json']).toEqual({
      Effect: 'Allow',
      Principal: ecr,
      Action: ['kms:GenerateDataKey', 'kms:Decrypt'],
      Resource: '*',
      Condition: { StringEquals: { 'kms:ViaService': 'secretsmanager.us-east-1.amazonaws.com' } },
    });
  });

  test.each([
    [
      'reads what is kept there',
      '{ type: baseten, apiKey: { from: google-secret-manager, id: projects/my-project/secrets/baseten } }',
    ],
    ['writes what is kept there', '{ type: google-secret-manager, project: my-project }'],
  ])('asks the owner of the key with which Google lets in whoever %s', async (_, backend) => {
    const key = 'arn:aws:secretsmanager:us-east-1:111122223333:secret:shared/google-AbCdEf';
    const { stdout } = await setup(`
backends: { there: ${backend} }
identities: { gar: { type: google-service-account-key, key: { from: aws-secrets-manager, id: "${key}" } } }
registries: [{ host: ${HERE}, publish: [there] }]
`);
    expect(documentsIn(stdout)['shared-google-111122223333-policy.json']?.Statement).toEqual([
      {
        Effect: 'Allow',
        Principal: { AWS: ['arn:aws:iam::444455556666:role/pullkeeper-prod-ecr-us-east-1'] },
        Action: ['secretsmanager:GetSecretValue'],
        Resource: '*',
      },
    ]);
  });

  test('has nothing to say where deploying makes everything', async () => {
    const { stdout } = await setup(`registries: [{ host: ${HERE}, publish: [file] }]`);
    expect(stdout).toMatch(/^# registries.yml names no role to assume.*\n$/);
  });

  test.each([
    [['--for', 'theirz'], 'did you mean "theirs"?'],
    [['--check', 'policy.json'], 'add --for with the name'],
    [['--account', '12'], 'set --account to the AWS account'],
  ])('ends with 2 when called with %s', async (options, said) => {
    const { code, stderr } = await setup(ROLES, ...options);
    expect(code).toBe(2);
    expect(stderr).toContain(said);
  });
});

describe('setup aws --check', () => {
  const check = async (policy: object, ...options: string[]) => {
    writeFileSync(join(folder, 'policy.json'), JSON.stringify(policy));
    return setup(ROLES, '--for', 'theirs', '--check', 'policy.json', ...options);
  };

  test.each(['theirs', 'shy', 'refreshEcr', 'refreshStored'])(
    'finds the policy that is printed for %s neither broader nor narrower',
    async (name) => {
      const { stdout: policy } = await setup(ROLES, '--for', name);
      writeFileSync(join(folder, 'policy.json'), policy);
      const { code, stdout } = await setup(ROLES, '--for', name, '--check', 'policy.json');
      expect(stdout).toBe(`The policy grants exactly what ${name} needs.\n`);
      expect(code).toBe(0);
    },
  );

  test('says statement by statement what is more, and what is missing', async () => {
    const { code, stdout } = await check({
      Statement: [
        { Sid: 'Mint', Effect: 'Allow', Action: 'ecr:GetAuthorizationToken', Resource: '*' },
        { Sid: 'Pull', Effect: 'Allow', Action: 'ecr:Batch*', Resource: '*' },
      ],
    });
    expect(code).toBe(1);
    expect(stdout).toBe(
      dedent(`
        statement 2 (Pull) grants more than theirs needs:
          ecr:Batch*: needed are ecr:BatchCheckLayerAvailability, ecr:BatchGetImage

        theirs needs, and is not allowed:
          ecr:GetDownloadUrlForLayer on arn:aws:ecr:us-east-1:111122223333:repository/*
          ecr-public:GetAuthorizationToken on *
          sts:GetServiceBearerToken on *
      `),
    );
  });

  test('does not say of what it could not judge that it is so', async () => {
    const { stdout: policy } = await setup(ROLES, '--for', 'shy');
    const { Statement: statements } = JSON.parse(policy);
    const Condition = { Bool: { 'aws:SecureTransport': 'true' } };
    writeFileSync(
      join(folder, 'policy.json'),
      JSON.stringify({ Statement: [{ ...statements[0], Condition }, statements[1]] }),
    );
    const { code, stdout } = await setup(ROLES, '--for', 'shy', '--check', 'policy.json');
    expect(code).toBe(0);
    expect(stdout).toContain(
      'shy needs, and may be allowed:\n  ecr:GetAuthorizationToken on *: allowed only under a condition',
    );
    expect(stdout).toContain('As far as it can be compared, the policy grants exactly what shy needs.');
  });

  test('says the same as JSON, and ends with 1 for what is missing alone', async () => {
    const { code, stdout } = await check({ Statement: [] }, '--json');
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({ statements: [], missing: expect.any(Array) });
  });

  test('takes the policies of a role together, one of them from standard input', async () => {
    const { stdout: policy } = await setup(ROLES, '--for', 'theirs');
    const [first, ...rest] = JSON.parse(policy).Statement;
    writeFileSync(join(folder, 'policy.json'), JSON.stringify({ Statement: [first] }));
    const { code } = await pullkeeper(
      [
        'setup',
        'aws',
        '--account',
        '444455556666',
        '--for',
        'theirs',
        '--check',
        'policy.json',
        '--check',
        '-',
      ],
      { cwd: folder, stdin: JSON.stringify({ Statement: rest }) },
    );
    expect(code).toBe(0);
  });

  test('ends with 3 for what is no policy', async () => {
    const { code, stderr } = await check({ Version: '2012-10-17' });
    expect(code).toBe(3);
    expect(stderr).toContain('policy.json is not a policy');
  });
});

const hasAws = motoInstalled && spawnSync('aws', ['--version']).status === 0;

describe.skipIf(!hasAws)(
  'the printed commands, beside aws and moto (skipped without them)',
  { timeout: 120_000 },
  () => {
    test('run as they stand, and make roles that are exactly what is needed', async () => {
      await using moto = await startMoto();
      const env = { ...process.env, ...moto.environment(), AWS_DEFAULT_REGION: 'us-east-1', AWS_PAGER: '' };
      const sh = (script: string) =>
        spawnSync('sh', ['-euc', script], { cwd: folder, env, encoding: 'utf8' });
      const ready = sh(`
      aws secretsmanager create-secret --name pullkeeper/id --secret-string the-external-id
      aws ecr create-repository --repository-name models/llama
    `);
      expect(ready.stderr).toBe('');
      const foreign = `  - { host: ${THERE}, image: models/llama:prod, publish: [{ backend: file, name: own }] }\n`;

      const { stdout: commands } = await setup(`${ROLES}${foreign}`);
      const { status, stderr } = sh(commands);
      expect(stderr).toBe('');
      expect(status).toBe(0);

      for (const [role, name] of [
        ['pull-only', 'theirs'],
        ['shy', 'shy'],
      ] as const) {
        const made = sh(`aws iam get-role-policy --role-name ${role} --policy-name pull`);
        writeFileSync(join(folder, 'made.json'), made.stdout);
        expect((await setup(ROLES, '--for', name, '--check', 'made.json')).code).toBe(0);
      }
      expect(sh('aws iam get-role --role-name shy').stdout).toContain('the-external-id');
      expect(sh('aws ecr get-repository-policy --repository-name models/llama').stdout).toContain(
        'BatchGetImage',
      );
    });
  },
);

test('docs/aws.md shows what is printed for its own registries.yml', async () => {
  const page = readFileSync('docs/aws.md', 'utf8');
  const block = (language: string) => new RegExp(`^\`\`\`${language}\\n(.*?)^\`\`\`$`, 'ms').exec(page)?.[1];
  const { stdout } = await setup(block('yaml') ?? '');
  expect(block('sh')).toBe(stdout);
});
