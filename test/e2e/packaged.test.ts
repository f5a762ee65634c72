import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { compile } from '../../lib/config/compile.ts';
import { type Fault, hang, status } from '../../sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { scheduledEvent } from '../../scripts/rehearsal/invoke.ts';
import { worldOf } from '../../scripts/rehearsal/world.ts';
import { apiEvent } from '../functions/api-event.ts';
import { EnvironmentPool } from './lambda/environment-pool.ts';
import { ExecutionEnvironment } from './lambda/execution-environment.ts';
import { startHttpApi } from './lambda/http-api.ts';
import { type PackagedFunction, unpackFunctions } from './lambda/packaged-functions.ts';
import { MAX_EVENT_BYTES, type Outcome } from './lambda/runtime-api.ts';
import { copyOfProject, type Project } from './project.ts';
import { runtimeClientBuilt, runtimeClientMissing } from './runtime-client/client.ts';
import { routesIn } from './template.ts';

const REGISTRIES = resolve('test/e2e/packaged.yml');
const CONFIG = compile(readFileSync(REGISTRIES, 'utf8'), REGISTRIES);
const ECR = '111122223333.dkr.ecr.us-east-1.amazonaws.com';

describe.skipIf(!runtimeClientBuilt())(
  `the packaged functions, under Lambda's own runtime client${runtimeClientMissing()}`,
  { timeout: 60_000 },
  () => {
    let project: Project;
    let packages: string;
    let functions: Map<string, PackagedFunction>;
    beforeAll(async () => {
      project = copyOfProject();
      const env = { PULLKEEPER_REGISTRIES: REGISTRIES };
      const { code, stderr } = await project.run(['npx', 'serverless', 'package'], { env });
      expect(code, stderr).toBe(0);
      packages = join(project.folder, '.serverless');
      functions = unpackFunctions(packages, join(project.folder, 'unpacked'));
    }, 120_000);
    afterAll(() => project?.[Symbol.dispose]());

    function packaged(key: string): PackagedFunction {
      const found = functions.get(key);
      if (found === undefined) throw new Error(`the template has no function ${key}`);
      return found;
    }

    /** One environment of a function, in a world of its own. */
    async function start(key: string) {
      const { sandbox, env } = await startWorld();
      const environment = await ExecutionEnvironment.start(packaged(key), env);
      onTestFinished(async () => {
        await environment[Symbol.asyncDispose]();
        expect(environment.complaints).toEqual([]);
      });
      return { sandbox, environment };
    }

    test('run on the Node that they are deployed for', () => {
      const [major] = process.versions.node.split('.');
      expect([...functions.values()].map(({ runtime }) => runtime)).toEqual(
        [...functions].map(() => `nodejs${major}.x`),
      );
    });

    describe.each([
      ['refreshEcr', ECR],
      ['refreshArtifactRegistry', 'us-central1-docker.pkg.dev'],
      ['refreshStored', 'ghcr.io'],
    ])('%s', (key, host) => {
      test('cold: publishes, and what it published pulls', async () => {
        const { environment, sandbox } = await start(key);

        const { counts, publications } = reportIn(await environment.invoke(scheduledEvent(new Date())));

        expect(counts).toEqual({ published: publications.length, fresh: 0, planned: 0, failed: 0 });
        expect(await pulls(sandbox, host)).toBe(true);
      });

      test('warm: does again all that it is told to, in the process that is there', async () => {
        const { environment, sandbox } = await start(key);

        const first = reportIn(await environment.invoke({ force: true }));
        const minted = mintsIn(sandbox);
        const second = reportIn(await environment.invoke({ force: true }));

        expect(second.counts).toEqual(first.counts);
        expect(mintsIn(sandbox)).toEqual([...minted, ...minted]);
        expect(await pulls(sandbox, host)).toBe(true);
      });

      test('leaves what is fresh', async () => {
        const { environment } = await start(key);

        await environment.invoke({});
        const { counts, publications } = reportIn(await environment.invoke({}));

        expect(counts).toEqual({ published: 0, fresh: publications.length, planned: 0, failed: 0 });
      });
    });

    test.each(['refreshEcr', 'refreshArtifactRegistry'])(
      '%s publishes another token when it is warm, not the one that its process has',
      async (key) => {
        const { environment, sandbox } = await start(key);
        const published = () => CONFIG.registries.map(({ host }) => secretOf(sandbox, host.host));

        await environment.invoke({ force: true });
        const first = published();
        await environment.invoke({ force: true });

        const both = published().flatMap((value, n) => (value === undefined ? [] : [[value, first[n]]]));
        expect(both).toHaveLength(1);
        for (const [now, before] of both) expect(now).not.toBe(before);
      },
    );

    test.each(BAD_EVENTS)('refuses %s, and takes the next event', async (_, event, said) => {
      const { environment, sandbox } = await start('refreshEcr');

      const { errorType, errorMessage } = errorIn(await environment.invoke(event));

      expect([errorType, errorMessage]).toEqual(['Failure', expect.stringMatching(said)]);
      expect([...sandbox.calls]).toEqual([]);
      expect(reportIn(await environment.invoke({ dryRun: true })).counts.planned).toBeGreaterThan(0);
    });

    test('reports what is not done, when its time is nearly up, before Lambda cuts it off', async () => {
      const { environment, sandbox } = await start('refreshEcr');
      sandbox.faults.add({ service: 'baseten', fault: hang, times: 9 });

      const { errorType, errorMessage } = errorIn(await environment.invoke({}, 8_000));

      expect(errorType).toBe('RefreshFailed');
      expect(errorMessage).toMatch(/^1 of 3 publications failed\n {2}the time of the function was up/);
      expect(await pulls(sandbox, ECR)).toBe(true);
    });

    test('begins nothing when there is no time left at all, and says so', async () => {
      const { environment, sandbox } = await start('refreshEcr');

      const { errorMessage } = errorIn(await environment.invoke({}, 4_000));

      expect(errorMessage).toMatch(/^3 of 3 publications failed\n {2}the time of the function was up/);
      expect(secretOf(sandbox, ECR)).toBeUndefined();
    });

    test('fails with type and message, and the retry does only what is left', async () => {
      const { environment, sandbox } = await start('refreshEcr');
      sandbox.faults.add({ service: 'baseten', operation: 'POST /v1/secrets', fault: status(403) });

      const { errorType, errorMessage } = errorIn(await environment.invoke({}));
      const retried = reportIn(await environment.invoke({}));

      expect(errorType).toBe('RefreshFailed');
      expect(errorMessage).toMatch(/^1 of 3 publications failed\n/);
      expect(errorMessage).toContain(`not published: DOCKER_REGISTRY_${ECR} in baseten`);
      expect(retried.counts).toEqual({ published: 1, fresh: 2, planned: 0, failed: 0 });
    });

    test.each<[string, Fault | undefined]>([
      ['well', undefined],
      ['badly, and a service repeats what it was sent', { kind: 'echo' }],
    ])('writes no secret to log, result or error, when all goes %s', async (_, fault) => {
      const { environment, sandbox } = await start('refreshEcr');
      if (fault !== undefined) sandbox.faults.add({ service: 'fal', fault, times: 9 });

      const outcome = await environment.invoke({});

      const value = secretOf(sandbox, ECR) ?? '';
      const password = Buffer.from(value, 'base64').toString().replace(/^AWS:/, '');
      const written = environment.log + JSON.stringify(outcome);
      expect(password.length).toBeGreaterThan(20);
      expect(written).toContain('"message":"published"');
      expect([written.includes(value), written.includes(password)]).toEqual([false, false]);
    });

    describe('validate', () => {
      test('cold and warm: answers what is wrong with a file', async () => {
        const { environment } = await start('validate');
        const event = JSON.parse(readFileSync('events/validate.json', 'utf8'));

        const answers = [await environment.invoke(event), await environment.invoke(event)].map(answerIn);

        expect(answers).toEqual([
          expect.objectContaining({ statusCode: 200, body: expect.stringContaining('TDA') }),
          answers[0],
        ]);
      });

      test('answers 413 to 6 MB, the most that Lambda passes on', async () => {
        const { environment } = await start('validate');
        const event = apiEvent({ headers: { 'content-type': 'text/yaml' }, body: '' });
        const room = MAX_EVENT_BYTES - JSON.stringify(event).length;

        const { statusCode, body } = answerIn(await environment.invoke({ ...event, body: 'x'.repeat(room) }));

        expect([statusCode, JSON.parse(body).title]).toEqual([413, 'Body too large']);
      });

      test.each([[null], [{}], ['text'], [{ force: true }]])(
        'answers with a problem to %j, which no HTTP API sends, and takes the next event',
        async (event) => {
          const { environment } = await start('validate');

          expect(answerIn(await environment.invoke(event)).statusCode).toBe(500);
          const rules = await environment.invoke(apiEvent({ method: 'GET', path: '/v1/rules' }));
          expect(answerIn(rules).statusCode).toBe(200);
        },
      );
    });

    describe('over HTTP, as the routes of the template have it', () => {
      const ENVIRONMENTS = 3;
      const CLIENTS = 60;

      async function startApi(): Promise<string> {
        const { env } = await startWorld();
        const pools = new Map<string, EnvironmentPool>();
        const routes = new Map<string, EnvironmentPool['invoke']>();
        for (const { Properties } of routesIn(packages)) {
          const key = functionBehind(Properties.Target);
          const pool = pools.get(key) ?? (await EnvironmentPool.start(packaged(key), env, ENVIRONMENTS));
          pools.set(key, pool);
          routes.set(Properties.RouteKey, (event) => pool.invoke(event));
        }
        const api = await startHttpApi(routes);
        onTestFinished(async () => {
          await api[Symbol.asyncDispose]();
          await Promise.all([...pools.values()].map((each) => each[Symbol.asyncDispose]()));
        });
        return api.url;
      }

      test('answers every one of many clients with its own file, plain or gzip', async () => {
        const url = await startApi();
        const ask = async (n: number) => {
          const zipped = n % 2 === 0;
          const response = await fetch(`${url}/v1/validate?filename=${n}.yaml`, {
            method: 'POST',
            headers: { 'content-type': 'application/yaml', ...(zipped && { 'content-encoding': 'gzip' }) },
            body: zipped ? gzipSync(`model_name: "${n}"`) : `model_name: "${n}"`,
          });
          return [response.status, JSON.parse(await response.text()).files[0].path];
        };

        const answers = await Promise.all(Array.from({ length: CLIENTS }, (_, n) => ask(n)));

        expect(answers).toEqual(Array.from({ length: CLIENTS }, (_, n) => [200, `${n}.yaml`]));
      });

      test('answers 413 to a body that is too large, and lists its rules', async () => {
        const url = await startApi();
        const large = await fetch(`${url}/v1/validate`, {
          method: 'POST',
          headers: { 'content-type': 'application/yaml' },
          body: Buffer.alloc(4 * 1024 * 1024, 'x'),
        });
        const rules = await fetch(`${url}/v1/rules`);

        expect([large.status, large.headers.get('content-type')]).toEqual([413, 'application/problem+json']);
        expect(JSON.parse(await rules.text()).rules.length).toBeGreaterThan(40);
      });
    });
  },
);

const BAD_EVENTS: [string, unknown, RegExp][] = [
  [
    'a field that it does not know',
    { dryrun: true },
    /^the event has an unknown field "dryrun"; did you mean/,
  ],
  ['a host that is not its own', { registries: ['nvcr.io'] }, /^no registry of this function has the host/],
  ['text', 'refresh', /^this event is the string "refresh"/],
  ['a list', [], /^this event is a list/],
  [
    '6 MB in a field',
    { padding: 'x'.repeat(MAX_EVENT_BYTES - 14) },
    /^the event has an unknown field "padding"/,
  ],
  [
    '6 MB of a field’s name',
    { ['x'.repeat(MAX_EVENT_BYTES - 6)]: 1 },
    /^the event has an unknown field "x{80}…"/,
  ],
];

/** All that packaged.yml names, on loopback, and what leads a function there. */
async function startWorld(): Promise<{ sandbox: Sandbox; env: Record<string, string> }> {
  const sandbox = await startSandbox(worldOf(CONFIG));
  const state = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
  onTestFinished(async () => {
    await sandbox.stop();
    rmSync(state, { recursive: true, force: true });
  });
  return { sandbox, env: { ...sandbox.environment(), PULLKEEPER_STATE: state } };
}

function reportIn(outcome: Outcome) {
  if ('error' in outcome) throw new Error(`the function failed: ${JSON.stringify(outcome.error)}`);
  return JSON.parse(outcome.result);
}

const answerIn = reportIn;

function errorIn(outcome: Outcome) {
  if ('result' in outcome) throw new Error(`the function did not fail: ${outcome.result}`);
  return outcome.error;
}

const secretOf = (sandbox: Sandbox, host: string) => sandbox.secret(`DOCKER_REGISTRY_${host}`)?.value;

async function pulls(sandbox: Sandbox, host: string): Promise<boolean> {
  const image = CONFIG.registries.find((registry) => registry.host.host === host)?.image ?? '';
  const [repository = '', tag = ''] = image.split(':');
  return (await sandbox.pull(host, repository, tag, secretOf(sandbox, host) ?? '')).pulled;
}

/** The calls that mint, or read what is stored. */
function mintsIn(sandbox: Sandbox): string[] {
  const minting = ['GetAuthorizationToken', 'generateAccessToken', 'GetSecretValue'];
  return [...sandbox.calls].map(({ operation }) => operation).filter((each) => minting.includes(each));
}

/** A route's target names its integration, and that its function: HttpApiIntegrationValidate. */
function functionBehind(target: unknown): string {
  const [, name = ''] = /HttpApiIntegration(\w+)/.exec(JSON.stringify(target)) ?? [];
  return name.replace(/^./, (first) => first.toLowerCase());
}
