import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { RUN_TIMEOUT_MS } from '../../lib/config/schema/refresh-functions.ts';
import { compare } from '../../lib/deployment/policy/compare.ts';
import { checkTemplate } from '../../sandbox/aws/cloudformation/check-template.ts';
import { bundleFunctions } from '../../scripts/bundle/functions.ts';
import { LEDGER_TABLE } from '../../scripts/rehearsal/ledger-table.ts';
import { loadedWith, sourcesIn } from '../bundle/chunks.ts';
import { NEEDS_OF_SAMPLE, OWN_ROWS, policyOf } from './deployed-roles.ts';
import { printedResult } from './printed-result.ts';
import { copyOfProject, type Project, SERVERLESS } from './project.ts';
import { type Resource, resourcesIn, TEMPLATE } from './template.ts';
import { filesInZip } from './zip.ts';

let project: Project;
beforeAll(() => {
  project = copyOfProject();
});
afterAll(() => project?.[Symbol.dispose]());

const serverless = (...words: string[]) => project.run([...SERVERLESS, ...words]);
const invokeLocal = (name: string, event: string, env: NodeJS.ProcessEnv = {}) =>
  project.run(['node', 'scripts/sandbox.ts', ...SERVERLESS, 'invoke', 'local', '-f', name, '-p', event], {
    env,
  });

/** All that is bundled: what the functions share is in chunks of its own. */
const bundledText = () =>
  readdirSync(join(project.folder, 'build'))
    .map((name) => readFileSync(join(project.folder, 'build', name), 'utf8'))
    .join('\n');

const hasCfnLint = spawnSync('cfn-lint', ['--version']).status === 0;
const cfnLint = (file: string) => ['cfn-lint', '--non-zero-exit-code', 'error', file];

describe('npx serverless package', () => {
  beforeAll(async () => {
    const { code, stderr } = await serverless('package');
    expect(code, stderr).toBe(0);
  });

  test('makes one zip of bundled functions, with nothing of the sources in it', () => {
    const names = [...filesInZip(readFileSync(join(project.folder, '.serverless/pullkeeper.zip'))).keys()];

    expect(names).toContain('build/refresh-ecr.mjs');
    expect(names.filter((name) => !/^build\/[\w-]+\.mjs$/.test(name))).toEqual([]);
  });

  test('bundles neither the schema library nor a YAML parser, but for a kubeconfig', () => {
    const heavy = /YAMLParseError|ZodError/;
    const holding = readdirSync(join(project.folder, 'build')).filter(
      (name) =>
        name.endsWith('.mjs') && heavy.test(readFileSync(join(project.folder, 'build', name), 'utf8')),
    );
    expect(holding).toEqual([expect.stringMatching(/^kubeconfig-/)]);
  });

  test('loads nothing of Google with a function, but when a run needs it', async () => {
    const chunks = await bundleFunctions(
      compile('registries: [{ host: public.ecr.aws, publish: [file] }]', 'x'),
      join(project.folder, 'build'),
    );
    const functions = chunks.filter(({ isEntry }) => isEntry);

    expect(functions.length).toBeGreaterThan(1);
    for (const file of functions) {
      const sources = sourcesIn(loadedWith(chunks, [file]));
      expect(
        sources.filter((source) => /google-(?:auth-library|gax)|@google-cloud|gaxios/.test(source)),
      ).toEqual([]);
    }
  });

  test('gives the function its schedule, its queue for failures, and a role of its own', () => {
    const { Resources } = template();

    expect(Resources.RefreshEcrSchedule.Properties).toMatchObject({ ScheduleExpression: 'rate(3 hours)' });
    expect(Resources.RefreshEcrLambdaFunction.Properties).toMatchObject({
      Runtime: 'nodejs24.x',
      Architectures: ['arm64'],
      Timeout: RUN_TIMEOUT_MS / 1_000,
      Role: { 'Fn::GetAtt': ['RefreshEcrRole', 'Arn'] },
    });
    expect(Resources.RefreshEcrLambdaEvConf.Properties.DestinationConfig.OnFailure).toBeDefined();
    expect(Resources.RefreshEcrLogGroup.Properties.RetentionInDays).toBe(30);
  });

  test('keeps room for refreshes beside the API, and logs who calls it', () => {
    const { Resources } = template();

    for (const name of ['Validate', 'Status'])
      expect(Resources[`${name}LambdaFunction`].Properties.ReservedConcurrentExecutions).toBe(5);
    for (const name of ['RefreshEcr', 'RefreshArtifactRegistry', 'RefreshStored'])
      expect(Resources[`${name}LambdaFunction`].Properties).not.toHaveProperty(
        'ReservedConcurrentExecutions',
      );
    const { DestinationArn, Format } = Resources.HttpApiStage.Properties.AccessLogSettings;
    expect(DestinationArn).toEqual({ 'Fn::GetAtt': ['HttpApiLogGroup', 'Arn'] });
    expect(JSON.parse(Format)).toMatchObject({ status: '$context.status', route: '$context.routeKey' });
    expect(Format).not.toMatch(/querystring|body/i);
  });

  test('makes the table that the ledger asks for, and lets the roles that refresh read and write it', () => {
    const { Resources } = template();
    const { Type, Properties } = Resources.LedgerTable;
    const environment = { PULLKEEPER_TABLE: LEDGER_TABLE.name };

    expect([Type, Properties.TableName, Properties.BillingMode]).toEqual([
      'AWS::DynamoDB::Table',
      LEDGER_TABLE.name,
      'PAY_PER_REQUEST',
    ]);
    expect(Properties.KeySchema).toEqual([
      { AttributeName: LEDGER_TABLE.partitionKey, KeyType: 'HASH' },
      { AttributeName: LEDGER_TABLE.sortKey, KeyType: 'RANGE' },
    ]);
    for (const name of ['RefreshEcr', 'RefreshArtifactRegistry', 'RefreshStored']) {
      expect(Resources[`${name}LambdaFunction`].Properties.Environment.Variables).toMatchObject(environment);
      expect(Resources[`${name}Role`].Properties.Policies).toContainEqual({
        PolicyName: 'remember',
        PolicyDocument: {
          Version: '2012-10-17',
          Statement: [
            {
              Effect: 'Allow',
              Action: ['dynamodb:Query', 'dynamodb:UpdateItem'],
              Resource: { 'Fn::GetAtt': ['LedgerTable', 'Arn'] },
              Condition: OWN_ROWS(`r${name.slice(1)}`),
            },
          ],
        },
      });
    }
    expect(JSON.stringify(Resources.ValidateRole)).not.toContain('dynamodb');
  });

  test('gives stored credentials a schedule of a day, and a rule where some are kept in AWS', () => {
    const { Resources } = template();

    expect(Resources.RefreshStoredSchedule.Properties).toMatchObject({
      ScheduleExpression: 'rate(24 hours)',
    });
    expect(Object.keys(Resources).filter((id) => id.startsWith('RefreshStoredRule'))).toEqual([]);
  });

  test('makes nothing that a service would refuse in the middle of a deployment', () => {
    checkTemplate(template().Resources);
    expect(template().Resources.HttpApi.Properties.CorsConfiguration).toBeUndefined();
  });

  test('gives no role that nobody has looked at', () => {
    const resources: [string, { Type: string }][] = Object.entries(template().Resources);
    const roles = resources.filter(([, { Type }]) => Type === 'AWS::IAM::Role').map(([name]) => name);

    expect(roles.toSorted()).toEqual(Object.keys(NEEDS_OF_SAMPLE).toSorted());
  });

  test.each(Object.entries(NEEDS_OF_SAMPLE))('gives %s no more than it needs, and no less', (role, needs) => {
    const { statements, missing, unsure } = compare(policyOf(template().Resources[role]), needs);

    expect([
      missing,
      unsure,
      statements.flatMap((statement) => [...statement.more, ...statement.unsure]),
    ]).toEqual([[], [], []]);
  });

  test.skipIf(!hasCfnLint)(
    'makes a template in which cfn-lint finds no error (skipped without cfn-lint)',
    async () => {
      const { code, stdout } = await project.run(cfnLint(`.serverless/${TEMPLATE}`));

      expect(code, stdout).toBe(0);
    },
  );

  test.skipIf(!hasCfnLint)(
    'makes a template for other tools in which cfn-lint finds no error (skipped without cfn-lint)',
    async () => {
      const printed = await project.run(['node', resolve('cli/main.ts'), 'template']);
      expect(printed.code, printed.stderr).toBe(0);
      writeFileSync(join(project.folder, 'portable.json'), printed.stdout);

      const { code, stdout } = await project.run(cfnLint('portable.json'));

      expect(code, stdout).toBe(0);
      expect(JSON.parse(printed.stdout).Resources).not.toHaveProperty('ServerlessDeploymentBucket');
    },
  );

  test('asks of whoever deploys it for no more than docs/deploying.md has a policy for', () => {
    const [, json = ''] = /^ *```json\n(.*?)^ *```$/ms.exec(readFileSync('docs/deploying.md', 'utf8')) ?? [];
    const actions: string[] = JSON.parse(json).Statement.flatMap(({ Action }: { Action: unknown }) => Action);
    const allowed = new Set(actions.map((action) => action.split(':')[0]));
    const made = resourcesIn(join(project.folder, '.serverless')).map(({ Type }) =>
      (Type.split('::')[1] ?? '').replace('ApiGatewayV2', 'ApiGateway').toLowerCase(),
    );

    expect(made.length).toBeGreaterThan(30);
    expect([...new Set(made)].filter((name) => !allowed.has(name))).toEqual([]);
  });

  describe('with parameters, for Google', () => {
    beforeAll(async () => {
      const { code, stdout } = await project.run(
        [
          ...[...SERVERLESS, 'package', '--package', 'google'],
          ...['--param', 'alarmEmail=on-call@example.com', '--param', 'validateConcurrency=none'],
        ],
        { env: { PULLKEEPER_REGISTRIES: resolve('test/e2e/google.yml') } },
      );
      expect(code, stdout).toBe(0);
    });

    test('reserves no concurrency for a function whose parameter says none', () => {
      const { Resources } = template('google');
      expect(Resources.ValidateLambdaFunction.Properties.ReservedConcurrentExecutions).toEqual({
        Ref: 'AWS::NoValue',
      });
      expect(Resources.StatusLambdaFunction.Properties.ReservedConcurrentExecutions).toBe(5);
    });

    test('watches what registries.yml names: alarms to a topic, whoever asks for e-mails, and a dashboard', () => {
      const { Resources, Conditions } = template('google');
      expect(Object.keys(Resources).filter((id) => Resources[id].Type === 'AWS::CloudWatch::Alarm')).toEqual([
        'RefreshEcrErrorsAlarm',
        'RefreshEcrNewlyFailingAlarm',
        'RefreshEcrDyingAlarm',
        'RefreshEcrLowAlarm',
        'RefreshEcrUnrefreshedAlarm',
        'RefreshEcrLedgerAlarm',
        'RefreshArtifactRegistryErrorsAlarm',
        'RefreshArtifactRegistryNewlyFailingAlarm',
        'RefreshArtifactRegistryDyingAlarm',
        'RefreshArtifactRegistryLowAlarm',
        'RefreshArtifactRegistryUnrefreshedAlarm',
        'RefreshArtifactRegistryLedgerAlarm',
        'FailureQueueAlarm',
      ]);
      const { MaximumRetryAttempts } = Resources.RefreshEcrLambdaEvConf.Properties;
      expect(Resources.RefreshEcrErrorsAlarm.Properties.Threshold).toBe(1 + MaximumRetryAttempts);
      expect(Resources.FailureQueueAlarm.Properties).toMatchObject({
        AlarmName: 'pullkeeper-prod-failure-queue',
        AlarmActions: [{ Ref: 'AlarmTopic' }],
      });
      expect(Resources.AlarmEmail.Properties.Endpoint).toBe('on-call@example.com');
      expect(Conditions.HasAlarmEmail).toEqual({
        'Fn::Not': [{ 'Fn::Equals': ['on-call@example.com', ''] }],
      });
      expect(Resources.Dashboard.Properties.DashboardBody['Fn::Sub']).toContain(
        'alarm:pullkeeper-prod-refreshArtifactRegistry-low',
      );
    });

    test.skipIf(!hasCfnLint)(
      'makes a template in which cfn-lint finds no error (skipped without cfn-lint)',
      async () => {
        const lint = await project.run(cfnLint(`google/${TEMPLATE}`));
        expect(lint.code, lint.stdout).toBe(0);
      },
    );
  });

  test('prints the alarms as well', async () => {
    const { stdout } = await serverless('print');
    expect(stdout).toContain('AlarmName: pullkeeper-prod-refreshEcr-unrefreshed');
  });

  test('leaves nothing half-made behind a registries.yml that is wrong', async () => {
    rmSync(join(project.folder, '.serverless'), { recursive: true, force: true });
    const broken = join(process.cwd(), 'test/e2e/broken.yml');

    const { code, stderr } = await project.run([...SERVERLESS, 'package'], {
      env: { PULLKEEPER_REGISTRIES: broken },
    });

    expect(code).toBe(1);
    expect(stderr).toContain('broken.yml:3:5  unknown key "publsh"; did you mean "publish"?');
    expect(stderr).not.toContain('    at ');
    expect(existsSync(join(project.folder, '.serverless'))).toBe(false);
  });

  describe('with a canary and the reference to a secret', () => {
    beforeAll(async () => {
      const registries = join(project.folder, 'watched.yml');
      writeFileSync(registries, WATCHED);
      const { code, stdout } = await project.run([...SERVERLESS, 'package', '--package', 'watched'], {
        env: { PULLKEEPER_REGISTRIES: registries, ACME_EXTERNAL_ID: 'canary-external-id' },
      });
      expect(code, stdout).toBe(0);
    });

    test('puts no secret that registries.yml refers to into the bundle', () => {
      const text = bundledText();
      expect(text).toContain('ACME_EXTERNAL_ID');
      expect(text).not.toContain('canary-external-id');
    });

    test('gives the function a second schedule, and its role the right to read back', () => {
      const byId = new Map(resourcesIn(join(project.folder, 'watched')).map((each) => [each.id, each]));
      expect([...byId.keys()].filter((id) => /Canary|DiedEarly/.test(id)).toSorted()).toEqual([
        'RefreshEcrCanarySchedule',
        'RefreshEcrDiedEarlyAlarm',
      ]);
      expect(byId.get('RefreshEcrCanarySchedule')?.Properties).toMatchObject({
        ScheduleExpression: 'rate(90 minutes)',
        Target: { Arn: { 'Fn::GetAtt': ['RefreshEcrLambdaFunction', 'Arn'] }, Input: '{"canary":true}' },
      });
      expect(JSON.stringify(byId.get('RefreshEcrRole'))).toMatch(
        /GetSecretValue"\],"Resource":\[?\{"Fn::Sub":"[^"]+:secret:DOCKER_REGISTRY_/,
      );
    });
  });

  test('refuses a schedule that was written into serverless.yml', async () => {
    const edited = readFileSync(join(project.folder, 'serverless.yml'), 'utf8').replace(
      '  refreshEcr:\n',
      '  refreshEcr:\n    events: [{ schedule: rate(6 hours) }]\n',
    );
    writeFileSync(join(project.folder, 'edited.yml'), edited);

    const { code, stdout } = await serverless('package', '-c', 'edited.yml');

    expect(code).toBe(1);
    expect(stdout).toContain('schedule: { refreshEcr: 6 h }');
  });

  describe("of another stage and region, with the user's own stages.yml", () => {
    const resources = () => resourcesIn(join(project.folder, 'elsewhere'));
    beforeAll(async () => {
      const own = join(project.folder, 'stages.yml');
      writeFileSync(own, 'dev: { memorySize: 512, logRetentionInDays: 90 }\nprod: { memorySize: 1024 }\n');
      const words = ['--stage', 'dev', '--region', 'eu-west-1', '--package', 'elsewhere'];
      const { code, stdout } = await serverless('package', ...words);
      rmSync(own);
      expect(code, stdout).toBe(0);
    });

    test("takes the stage's options from there", () => {
      const byId = new Map(resources().map((each) => [each.id, each]));
      expect(byId.get('RefreshEcrLambdaFunction')?.Properties).toMatchObject({ MemorySize: 512 });
      expect(byId.get('RefreshEcrLogGroup')?.Properties).toMatchObject({ RetentionInDays: 90 });
    });

    test('chooses no name that another stage has too, nor, where regions share names, another region', () => {
      const chosen = resources().flatMap(({ Type, Properties }) =>
        Object.entries(Properties).flatMap(([key, name]) =>
          OWN_NAMES.includes(key) && typeof name === 'string' ? { Type, name } : [],
        ),
      );

      expect(chosen.length).toBeGreaterThan(10);
      expect(chosen.filter(({ name }) => !name.includes('dev'))).toEqual([]);
      expect(
        chosen.filter(({ Type, name }) => Type.startsWith('AWS::IAM::') && !name.includes('eu-west-1')),
      ).toEqual([]);
    });
  });

  test('refuses a file that Lambda cannot write, and says why', async () => {
    const registries = join(project.folder, 'file.yml');
    writeFileSync(registries, 'registries: [{ host: public.ecr.aws, publish: [file] }]');

    const { code, stdout } = await project.run([...SERVERLESS, 'package'], {
      env: { PULLKEEPER_REGISTRIES: registries },
    });

    expect(code).toBe(1);
    expect(stdout).toContain('the backend "file" cannot be deployed: it writes .pullkeeper/secrets.json');
  });

  test("takes the user's own registries.yml in place of the example", async () => {
    const own = join(project.folder, 'registries.yml');
    writeFileSync(own, 'registries: [{ host: public.ecr.aws, publish: [nowhere] }]');
    try {
      const { code, stderr } = await serverless('package');
      expect([code, stderr]).toEqual([1, expect.stringContaining('registries.yml:1:48  no backend')]);
    } finally {
      rmSync(own);
    }
  });

  test('refuses names that Google would refuse', async () => {
    const registries = join(project.folder, 'google.yml');
    writeFileSync(registries, WITH_GOOGLE);

    const { code, stdout } = await project.run([...SERVERLESS, 'package', '--stage', 's'.repeat(40)], {
      env: { PULLKEEPER_REGISTRIES: registries },
    });

    expect(code).toBe(1);
    expect(stdout).toMatch(/\d+ bytes, and Google allows 127: shorten/);
  });

  describe('for browsers, for tokens, and for many stored credentials', () => {
    const words = [
      '--param',
      'callers=jwt',
      '--param',
      'issuer=https://id.example.com',
      '--param',
      'audience=a',
    ];
    const origins = ['--param', 'corsOrigins=https://a.example,https://b.example'];
    const packaged = () => JSON.parse(readFileSync(join(project.folder, 'many', TEMPLATE), 'utf8')).Resources;
    beforeAll(async () => {
      const registries = join(project.folder, 'many.yml');
      const stored = Array.from(
        { length: 40 },
        (_, index) =>
          `  - { host: registry-${index}.example.com, canary: true, credentials: { username: a, password: { from: aws-secrets-manager, id: pullkeeper/registry-${index} } }, publish: [aws] }`,
      );
      writeFileSync(
        registries,
        `backends: { aws: { type: aws-secrets-manager, region: us-east-1 } }\nschedule: { refreshStored: 9 d }\nregistries:\n${stored.join('\n')}\n`,
      );
      const { code, stdout, stderr } = await project.run(
        [...SERVERLESS, 'package', '--package', 'many', ...words, ...origins],
        { env: { PULLKEEPER_REGISTRIES: registries } },
      );
      expect(code, stdout + stderr).toBe(0);
    });

    test('makes nothing that a service would refuse', () => checkTemplate(packaged()));

    test('has API Gateway answer preflights for every route', () => {
      expect(packaged().HttpApi.Properties.CorsConfiguration).toMatchObject({
        AllowOrigins: ['https://a.example', 'https://b.example'],
        AllowMethods: ['GET', 'POST'],
        AllowHeaders: expect.arrayContaining(['authorization', 'x-amz-security-token']),
      });
    });

    test('has the tokens of the issuer accepted on every route', () => {
      const all: Resource<Record<string, unknown>>[] = Object.values(packaged());
      const routes = all.filter(({ Type }) => Type === 'AWS::ApiGatewayV2::Route');
      expect(routes.length).toBeGreaterThan(3);
      expect(new Set(routes.map(({ Properties }) => Properties.AuthorizationType))).toEqual(new Set(['JWT']));
    });

    test.skipIf(!hasCfnLint)(
      'makes a template in which cfn-lint finds no error (skipped without cfn-lint)',
      async () => {
        const { code, stdout } = await project.run(cfnLint(`many/${TEMPLATE}`));
        expect(code, stdout).toBe(0);
      },
    );
  });

  test.each([
    ['tokens of nobody', ['--param', 'callers=jwt'], /needs an issuer and an audience/],
    [
      'an origin that is none',
      ['--param', 'corsOrigins=acme.example'],
      /"acme\.example", which is not an origin/,
    ],
    [
      'a stage that is too long',
      ['--stage', 's'.repeat(33)],
      /the stage "s{33}" is too long by 4 characters/,
    ],
  ])('refuses %s, in words of its own', async (_, words, message) => {
    const { code, stdout, stderr } = await serverless('package', '--package', 'refused', ...words);
    expect(code).toBe(1);
    expect(stdout + stderr).toMatch(message);
  });
});

describe('npx serverless deploy', () => {
  test('refuses the sample', async () => {
    const { code, stdout } = await serverless('deploy');

    expect(code).toBe(1);
    expect(stdout).toContain('registries.example.yml is still the sample');
  });
});

describe('npx serverless invoke local', () => {
  test('refreshes everything, and then finds in the table what has been published', async () => {
    const invoke = `${SERVERLESS.join(' ')} invoke local -f refreshEcr -p events/scheduled.json`;
    const words = ['node', 'scripts/sandbox.ts', 'sh', '-c', `${invoke} && ${invoke}`];

    const { code, stdout } = await project.run(words);

    expect(code, stdout).toBe(0);
    expect(stdout).not.toContain('the ledger could not');
    expect(stdout.match(/"(?:published|fresh|failed)": [1-9]\d*/g)).toEqual(['"published": 4', '"fresh": 4']);
  });

  test('refreshes Artifact Registry, with libraries of Google that are no modules', async () => {
    const registries = join(project.folder, 'google.yml');
    writeFileSync(registries, WITH_GOOGLE);

    const { stdout } = await invokeLocal('refreshArtifactRegistry', 'events/scheduled.json', {
      PULLKEEPER_REGISTRIES: registries,
    });

    expect(printedResult(stdout).counts).toEqual({ published: 2, fresh: 0, planned: 0, failed: 0 });
  });

  test('passes on the event: refreshes one host', async () => {
    const { stdout } = await invokeLocal('refreshEcr', 'events/refresh-one.json');

    expect(printedResult(stdout).publications).toMatchObject([
      { backend: 'baseten', outcome: 'published' },
      { backend: 'aws', outcome: 'published' },
    ]);
  });

  test('refuses an event that it does not understand, and exits with an error', async () => {
    const event = join(project.folder, 'events/misspelt.json');
    writeFileSync(event, '{ "dryrun": true }');

    const { code, stdout } = await invokeLocal('refreshEcr', 'events/misspelt.json');

    expect(code).toBe(1);
    expect(stdout).toContain('unknown field \\"dryrun\\"; did you mean \\"dryRun\\"?');
  });
});

/** The properties by which a resource is given a name; without one, CloudFormation makes up its own. */
const OWN_NAMES = [
  'AlarmName',
  'FunctionName',
  'LogGroupName',
  'Name',
  'QueueName',
  'RoleName',
  'TableName',
  'TopicName',
];

const template = (folder = '.serverless') =>
  JSON.parse(readFileSync(join(project.folder, folder, TEMPLATE), 'utf8'));

const WATCHED = `
canary: true
backends: { aws: { type: aws-secrets-manager, region: us-east-1 } }
identities:
  puller:
    type: aws-role
    roleArn: arn:aws:iam::111122223333:role/pull-only
    externalId: { from: env, id: ACME_EXTERNAL_ID }
registries:
  - { host: 111122223333.dkr.ecr.us-east-1.amazonaws.com, identity: puller, publish: [aws] }
`;

const WITH_GOOGLE = `
backends:
  aws: { type: aws-secrets-manager, region: us-east-1 }
  google: { type: google-secret-manager, project: acme-models }
identities:
  puller:
    type: google-workload-identity
    provider: projects/1234567890/locations/global/workloadIdentityPools/aws/providers/lambda
    serviceAccount: puller@acme-models.iam.gserviceaccount.com
registries:
  - { host: us-central1-docker.pkg.dev, identity: puller, publish: [aws, google] }
`;
