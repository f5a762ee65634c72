import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { describe, expect, onTestFinished, test } from 'vitest';
import { apiEvent } from '../functions/api-event.ts';
import { EnvironmentPool } from './lambda/environment-pool.ts';
import { startHttpApi } from './lambda/http-api.ts';
import { resultIn } from './lambda/outcome.ts';
import { MAX_EVENT_BYTES } from './lambda/runtime-api.ts';
import { describePackaged, functionAt, startWorld } from './packaged.ts';
import { routesIn } from './template.ts';

describePackaged('the HTTP functions', ({ start, functions, packages }) => {
  describe('validate', () => {
    test('cold and warm: answers what is wrong with a file', async () => {
      const { environment } = await start('validate');
      const event = JSON.parse(readFileSync('events/validate.json', 'utf8'));

      const answers = [await environment.invoke(event), await environment.invoke(event)].map(resultIn);

      expect(answers).toEqual([
        expect.objectContaining({ statusCode: 200, body: expect.stringContaining('TDA') }),
        answers[0],
      ]);
    });

    test('answers 413 to 6 MB, the most that Lambda passes on', async () => {
      const { environment } = await start('validate');
      const event = apiEvent({ headers: { 'content-type': 'text/yaml' }, body: '' });
      const room = MAX_EVENT_BYTES - JSON.stringify(event).length;

      const { statusCode, body } = resultIn(await environment.invoke({ ...event, body: 'x'.repeat(room) }));

      expect([statusCode, JSON.parse(body).title]).toEqual([413, 'Body too large']);
    });

    test.each([[null], [{}], ['text'], [{ force: true }]])(
      'answers with a problem to %j, which no HTTP API sends, and takes the next event',
      async (event) => {
        const { environment } = await start('validate');

        expect(resultIn(await environment.invoke(event)).statusCode).toBe(400);
        const rules = await environment.invoke(apiEvent({ method: 'GET', path: '/v1/rules' }));
        expect(resultIn(rules).statusCode).toBe(200);
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
      for (const { Properties } of routesIn(packages())) {
        const key = functionBehind(Properties.Target);
        const pool =
          pools.get(key) ?? (await EnvironmentPool.start(functionAt(functions(), key), env, ENVIRONMENTS));
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
});

/** A route's target names its integration, and that its function: HttpApiIntegrationValidate. */
function functionBehind(target: unknown): string {
  const [, name = ''] = /HttpApiIntegration(\w+)/.exec(JSON.stringify(target)) ?? [];
  return name.replace(/^./, (first) => first.toLowerCase());
}
