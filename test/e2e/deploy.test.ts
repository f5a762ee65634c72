import { createHash } from 'node:crypto';
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { type Moto, motoInstalled, motoMissing, startMoto } from '../moto.ts';
import { MotoAccount } from './moto-account.ts';
import { copyOfProject, type Project, SERVERLESS } from './project.ts';
import { functionsIn, resourcesIn, routesIn } from './template.ts';

/** What moto's CloudFormation does not know how to make, as of 5.2. */
const LEFT_OUT = [
  /^AWS::ApiGatewayV2::/,
  /^AWS::CloudWatch::Alarm$/,
  /^AWS::Lambda::EventInvokeConfig$/,
  /^AWS::Scheduler::Schedule$/,
  /^AWS::SNS::Subscription$/,
  /^AWS::(?:S3::Bucket|SNS::Topic|SQS::Queue)Policy$/,
];

describe.skipIf(!motoInstalled)(
  `npx serverless deploy, on moto, which makes no schedules, HTTP APIs, alarms and failure destinations${motoMissing}`,
  { timeout: 60_000 },
  () => {
    let moto: Moto;
    let account: MotoAccount;
    let project: Project;
    let before: Map<string, string>;

    const serverless = (...words: string[]) =>
      project.run([...SERVERLESS, ...words], {
        timeoutMs: 120_000,
        env: {
          ...moto.environment(),
          PULLKEEPER_REGISTRIES: resolve('test/e2e/packaged.yml'),
          SLS_AWS_MONITORING_FREQUENCY: '200', // milliseconds between two looks at a stack
        },
      });

    const packages = () => join(project.folder, '.serverless');

    beforeAll(async () => {
      moto = await startMoto();
      account = new MotoAccount(moto);
      project = copyOfProject();
      adaptToMoto(project.folder);
      before = await account.everything();
      for (const stage of ['dev', 'prod']) {
        const { code, stdout, stderr } = await serverless('deploy', '--stage', stage);
        expect(code, stdout + stderr).toBe(0);
      }
    }, 300_000);
    afterAll(async () => {
      project?.[Symbol.dispose]();
      await moto?.[Symbol.asyncDispose]();
    });

    test('makes all that the template names and moto can make, and the services have it', async () => {
      const made = await account.stackResources('pullkeeper-prod');
      const ids = made.filter(({ type }) => type !== '').map(({ id }) => id);
      const missing = resourcesIn(packages()).filter(({ id }) => !ids.includes(id));

      expect(missing.filter(({ Type }) => !LEFT_OUT.some((type) => type.test(Type)))).toEqual([]);
      expect(await account.missing(made)).toEqual([]);
      expect(made.map(({ type }) => type)).toEqual(
        expect.arrayContaining(['AWS::Lambda::Function', 'AWS::IAM::Role', 'AWS::SQS::Queue']),
      );
    });

    test('makes every function of the zip that was packaged, with its role and its variables', async () => {
      const roles = (await account.stackResources('pullkeeper-prod')).filter(
        ({ type }) => type === 'AWS::IAM::Role',
      );
      const standing = await account.functions();

      for (const { Properties } of functionsIn(packages())) {
        const found = standing.find(({ FunctionName }) => FunctionName === Properties.FunctionName);
        const zip = readFileSync(join(packages(), basename(Properties.Code.S3Key)));
        expect(found?.CodeSha256).toBe(createHash('sha256').update(zip).digest('base64'));
        expect(roles.map(({ physicalId }) => physicalId)).toContain(basename(found?.Role ?? ''));
        const variables = found?.Environment?.Variables ?? {};
        expect(Object.keys(variables)).toEqual(Object.keys(Properties.Environment?.Variables ?? {}));
        expect(Object.values(variables).filter((value) => value.includes('None'))).toEqual([]);
      }
    });

    test('`info` names every endpoint and every function', async () => {
      const { code, stdout } = await serverless('info', '--stage', 'prod');

      expect(code).toBe(0);
      for (const { Properties } of routesIn(packages())) {
        const [method = '', path = ''] = Properties.RouteKey.split(' ');
        expect(stdout).toMatch(
          new RegExp(`${method} - https://\\S+\\.us-east-1\\.amazonaws\\.com${path}$`, 'm'),
        );
      }
      for (const { Properties } of functionsIn(packages())) expect(stdout).toContain(Properties.FunctionName);
    });

    test('two stages stand side by side, and share nothing', async () => {
      const [dev, prod] = [
        await account.stackResources('pullkeeper-dev'),
        await account.stackResources('pullkeeper-prod'),
      ];
      const names = new Set(dev.map(({ physicalId }) => physicalId).filter((name) => name !== ''));

      expect(names.size).toBeGreaterThan(10);
      expect(prod.filter(({ physicalId }) => names.has(physicalId))).toEqual([]);
      expect(await account.missing([...dev, ...prod])).toEqual([]);
    });

    test('`remove` takes its own stage away and leaves the other, and after the last nothing is left', async () => {
      const prod = await account.stackResources('pullkeeper-prod');

      expect((await serverless('remove', '--stage', 'dev')).code).toBe(0);
      expect(await account.missing(prod)).toEqual([]);
      expect((await serverless('remove', '--stage', 'prod')).code).toBe(0);
      expect(await account.everything()).toEqual(before);
    });

    test('the template for other tools makes the same functions of a zip in a bucket', async () => {
      const { code, stdout, stderr } = await project.run(['node', resolve('cli/main.ts'), 'template']);
      expect(code, stderr).toBe(0);
      const zip = readFileSync(join(packages(), 'pullkeeper.zip'));
      await account.store('code', 'pullkeeper.zip', zip);
      await account.store('code', 'template.json', stdout);

      await account.createStack('portable', 'code', 'template.json');

      const made = (await account.stackResources('portable')).map(({ id }) => id);
      const wanted: [string, { Type: string }][] = Object.entries(JSON.parse(stdout).Resources);
      expect(
        wanted.filter(([id, { Type }]) => !made.includes(id) && !LEFT_OUT.some((type) => type.test(Type))),
      ).toEqual([]);
      const sha256 = createHash('sha256').update(zip).digest('base64');
      const names = (await account.functions()).map(({ FunctionName, CodeSha256 }) => [
        FunctionName,
        CodeSha256,
      ]);
      expect(new Map(names.map(([name = '', hash]) => [name, hash]))).toEqual(
        new Map(functionsIn(packages()).map(({ Properties }) => [Properties.FunctionName, sha256])),
      );
    });
  },
);

function adaptToMoto(folder: string): void {
  copyFileSync('test/e2e/moto-plugin.cjs', join(folder, 'moto-plugin.cjs'));
  const file = join(folder, 'serverless.yml');
  const document = parseDocument(readFileSync(file, 'utf8'));
  document.addIn(['plugins'], './moto-plugin.cjs');
  // By change sets moto updates a stack without its outputs, and those are what `info` reads.
  document.setIn(['provider', 'deploymentMethod'], 'direct');
  writeFileSync(file, document.toString());
}
