import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { z } from 'zod';
import { delay, hang, status } from '../../sandbox/faults.ts';
import { pullkeeper } from '../cli/pullkeeper.ts';
import { until } from '../time-limit.ts';
import { HOST, NAME, REGISTRIES, scene } from './process.ts';

const YAML = { 'content-type': 'application/yaml' };
const TOKEN = 'a-token-of-a-test-and-no-other';

describe('pullkeeper serve', { timeout: 60_000 }, () => {
  test('answers what the deployed functions answer, health and metrics', async () => {
    const { serve } = await scene();
    const server = serve();
    expect(JSON.parse((await server.get('/v1/status')).text)).toMatchObject({ state: 'unpublished' });
    expect(JSON.parse((await server.get('/v1/rules')).text)).toMatchObject({ rules: expect.any(Array) });
    expect(JSON.parse((await server.get('/v1/openapi.json')).text)).toHaveProperty('paths./v1/validate');
    const checked = await server.get('/v1/validate?failOn=warning', YAML, 'base_image: { image: a }\n');
    expect([checked.status, JSON.parse(checked.text)]).toEqual([
      200,
      expect.objectContaining({ fails: false }),
    ]);
    const twice = await server.get('/v1/validate?failOn=error&failOn=warning', YAML, 'base_image: {}\n');
    expect([twice.status, twice.text]).toEqual([400, expect.stringContaining('failOn')]);
    const missing = await server.get('/v2/');
    expect([missing.status, missing.type]).toEqual([404, 'application/problem+json']);
    expect(await server.get('/healthz')).toMatchObject({
      status: 503,
      text: '{"state":"unpublished","inDanger":1}',
    });
    expect((await server.get('/metrics')).text).toContain('pullkeeper_publications{state="unpublished"} 1');
    expect(JSON.parse((await server.get('/v1/plan?local')).text)).toMatchObject({
      functions: [{ name: 'refreshEcr' }],
    });
    const ask = async (method: string, path: string) =>
      (await fetch(new URL(path, await server.url()), { method })).status;
    expect([await ask('HEAD', '/v1/rules'), await ask('DELETE', '/v1/status')]).toEqual([200, 405]);
    const large = await server.get('/v1/validate', YAML, 'a'.repeat(2_000_000));
    expect(large.status).toBe(413);
  });

  test('refreshes at once, shows it everywhere, and ends with 0 when it is told to', async () => {
    const { serve, pulls } = await scene();
    const server = serve(['--refresh']);
    await server.logged('run ended');
    expect(await pulls()).toBe(true);
    expect(await server.get('/healthz')).toMatchObject({
      status: 200,
      text: '{"state":"alive","inDanger":0}',
    });
    const metrics = (await server.get('/metrics')).text;
    const labels = `host="${HOST}",backend="aws",name="${NAME}"`;
    const [, seconds] =
      new RegExp(`^pullkeeper_seconds_to_live\\{${labels}\\} (\\d+)$`, 'm').exec(metrics) ?? [];
    expect(Number(seconds)).toBeGreaterThan(11.9 * 3_600);
    expect(metrics).toMatch(
      new RegExp(`^pullkeeper_last_success_timestamp_seconds\\{${labels}\\} [\\d.]+$`, 'm'),
    );
    expect(metrics).toContain('pullkeeper_runs_total{function="refreshEcr",outcome="ok"} 1\n');
    server.kill('SIGTERM');
    expect(await server.end()).toMatchObject({ code: 0, stderr: '' });
  });

  test('finishes what is in hand when it is told to stop', async () => {
    const { serve, sandbox, pulls } = await scene();
    sandbox.faults.add({ operation: 'GetAuthorizationToken', fault: delay(1_500) });
    const server = serve(['--refresh']);
    await until(() => expect(sandbox.calls.where({ operation: 'GetAuthorizationToken' })).toHaveLength(1));
    server.kill('SIGTERM');
    expect((await server.end()).code).toBe(0);
    expect(await pulls()).toBe(true);
  });

  test('repairs what a killed process has left', async () => {
    const { serve, sandbox, pulls, folder } = await scene();
    sandbox.faults.add({ operation: 'CreateSecret', fault: hang });
    const killed = serve(['--refresh']);
    await until(() => expect(sandbox.calls.where({ operation: 'CreateSecret' })).toHaveLength(1));
    killed.kill('SIGKILL');
    expect((await killed.end()).signal).toBe('SIGKILL');
    const next = serve(['--refresh']);
    await next.logged('run ended');
    expect(await pulls()).toBe(true);
    // The alarms are judged after a run has ended.
    await until(() => expect(readdirSync(join(folder, 'state'))).toEqual(['alarms.json', 'ledger.json']));
  });

  test('a run that fails and endangers nothing stays out of /healthz, and shows in the metrics', async () => {
    const { serve, sandbox, age } = await scene();
    const first = serve(['--refresh']);
    await first.logged('run ended');
    first.kill('SIGTERM');
    await first.end();
    age(3.5 * HOUR);
    sandbox.faults.add({ operation: 'GetAuthorizationToken', fault: status(500), times: 50 });
    const server = serve(['--refresh']);
    await server.logged('run failed');
    expect(await server.get('/healthz')).toMatchObject({
      status: 200,
      text: '{"state":"failing","inDanger":0}',
    });
    const failure = `{host="${HOST}",backend="aws",name="${NAME}",kind="unavailable"} 1\n`;
    const metrics = (await server.get('/metrics')).text;
    expect(metrics).toContain(`pullkeeper_failing${failure}`);
    expect(metrics).toContain(`pullkeeper_failures_total${failure}`);
    expect(metrics).toContain('pullkeeper_runs_total{function="refreshEcr",outcome="failed"} 1\n');
  });

  test('posts the alarms of a secret that is low and dies before the next run, to every address', async () => {
    const { serve, sandbox, age } = await scene();
    const first = serve(['--refresh']);
    await first.logged('run ended');
    first.kill('SIGTERM');
    await first.end();
    age(10 * HOUR);
    sandbox.faults.add({ operation: 'GetAuthorizationToken', fault: status(500), times: 50 });
    const hook = await webhook();
    const server = serve(['--refresh', '--alert', `slack:${hook.url}/slack`, '--alert', `${hook.url}/hook`]);
    const posts = ['dying', 'low', 'unrefreshed'].flatMap((kind) => {
      const id = `pullkeeper-refreshEcr-${kind}`;
      return [
        ['/hook', expect.objectContaining({ id, kind, state: 'ALARM' })],
        ['/slack', { text: expect.stringContaining(`*ALARM: ${id}*`) }],
      ];
    });
    await until(() => expect(hook.posts).toHaveLength(posts.length));
    expect(hook.posts).toEqual(expect.arrayContaining(posts));
    expect(await server.get('/healthz')).toMatchObject({ status: 503 });
  });

  test('a restart posts no alarm again, and posts the end of one to PagerDuty', async () => {
    const { serve, sandbox, age, pulls, folder } = await scene();
    const hook = await webhook();
    const words = ['--refresh', '--alert', `pagerduty:${'0'.repeat(32)}`];
    const env = { PULLKEEPER_PAGERDUTY_URL: `${hook.url}/v2/enqueue` };
    const events = () => hook.posts.map(([path, body]) => ({ path, ...z.object(EVENT).parse(body) }));
    const first = serve(words, env);
    await first.logged('run ended');
    first.kill('SIGTERM');
    await first.end();
    age(10 * HOUR);
    sandbox.faults.add({ operation: 'GetAuthorizationToken', fault: status(500), times: 999 });
    const second = serve(words, env);
    await until(() => expect(events()).toHaveLength(3));
    expect(events().toSorted((a, b) => a.dedup_key.localeCompare(b.dedup_key))).toEqual(
      ['dying', 'low', 'unrefreshed'].map((kind) => ({
        path: '/v2/enqueue',
        routing_key: '0'.repeat(32),
        event_action: 'trigger',
        dedup_key: `pullkeeper-refreshEcr-${kind}`,
      })),
    );
    await until(() => expect(activeIn(folder)).toHaveLength(3)); // they are stored after they are posted
    second.kill('SIGKILL');
    await second.end();

    const third = serve(words, env);
    await third.logged('run failed');
    third.kill('SIGTERM');
    await third.end();
    expect(events()).toHaveLength(3);

    sandbox.faults.clear();
    await serve(words, env).logged('run ended');
    await until(() => expect(events().at(-1)).toMatchObject({ event_action: 'resolve' }));
    expect(await pulls()).toBe(true);
  });

  test('takes a changed registries file over when it compiles, and keeps the old one when it does not', async () => {
    const { serve, file } = await scene();
    const server = serve();
    const hosts = async () => {
      const { publications } = JSON.parse((await server.get('/v1/status')).text);
      return publications.map(({ host }: { host: string }) => host);
    };
    expect(await hosts()).toEqual([HOST]);

    writeFileSync(file, 'registries: [{ hots: a }]');
    const { reason } = await server.logged(
      'registries file changed and is not in use: the last good one is kept',
    );
    expect(reason).toContain('unknown key "hots"');
    expect(await hosts()).toEqual([HOST]);

    writeFileSync(
      file,
      REGISTRIES.replaceAll(HOST, 'public.ecr.aws').replace(", image: 'models/llama:prod'", ''),
    );
    await server.logged('registries file changed: the new one is in use');
    expect(await hosts()).toEqual(['public.ecr.aws']);
  });

  test.each([
    { headers: { host: 'evil.example' }, code: 403 },
    { headers: { host: '127.0.0.1.evil.example:80' }, code: 403 },
    { headers: { host: '10.0.0.1' }, code: 403 },
    { headers: { origin: 'https://evil.example' }, code: 403 },
    { headers: { origin: 'null' }, code: 403 },
    { headers: { origin: 'http://localhost:3000' }, code: 403 },
    { headers: { host: 'localhost:1', origin: 'http://localhost:1' }, code: 200 },
  ])('answers $headers with $code on loopback', async ({ headers, code }) => {
    const { serve } = await scene();
    const server = serve();
    for (const path of ['/v1/status', '/metrics'])
      expect((await server.get(path, headers)).status).toBe(code);
  });

  test('asks for the token off loopback, and lets a health check pass', async () => {
    const { serve } = await scene();
    const server = serve(['--listen', '0.0.0.0:0'], { PULLKEEPER_TOKEN: TOKEN });
    expect((await server.get('/v1/status')).status).toBe(401);
    expect((await server.get('/metrics', { authorization: 'Bearer a-token-of-somebody-else' })).status).toBe(
      401,
    );
    expect(
      (await server.get('/v1/status', { authorization: `Bearer ${TOKEN}`, host: 'pk.internal' })).status,
    ).toBe(200);
    expect((await server.get('/healthz')).status).toBe(503);
    expect(JSON.stringify(server.lines())).not.toContain(TOKEN);
  });

  test('says which port is in use', async () => {
    const { serve } = await scene();
    const { port } = new URL(await serve().url());
    const { code, stderr } = await serve(['--listen', `127.0.0.1:${port}`]).end();
    expect([code, stderr]).toEqual([3, expect.stringContaining(`cannot listen on 127.0.0.1:${port}`)]);
    expect(stderr).toContain('another process listens there');
  });

  test.each([
    { words: ['--listen', '0.0.0.0:0'], env: {}, says: 'set PULLKEEPER_TOKEN' },
    { words: ['--listen', '0.0.0.0:0'], env: { PULLKEEPER_TOKEN: 'short' }, says: '16 characters or more' },
    { words: ['--listen', '8080'], env: {}, says: 'ADDRESS:PORT' },
    { words: ['--alert', 'https://a.example'], env: {}, says: '--alert needs --refresh' },
    { words: ['--refresh', '--alert', 'pager:duty'], env: {}, says: 'pagerduty:KEY' },
  ])('ends with 2 when called with $words and $env', async ({ words, env, says }) => {
    const { code, stderr } = await pullkeeper(['serve', ...words], { env });
    expect([code, stderr]).toEqual([2, expect.stringContaining(says)]);
  });
});

const HOUR = 3_600_000;

/** https://developer.pagerduty.com/docs/send-alert-event */
const EVENT = {
  routing_key: z.string().length(32),
  event_action: z.enum(['trigger', 'resolve']),
  dedup_key: z.string().max(255),
};

/** The alarms that are stored as active. */
function activeIn(folder: string): unknown {
  return JSON.parse(readFileSync(join(folder, 'state/alarms.json'), 'utf8')).active;
}

/** A server that takes what is posted to it. */
async function webhook() {
  const posts: [path: string | undefined, body: unknown][] = [];
  const server = createServer(async (request, response) => {
    const chunks = await request.toArray();
    posts.push([request.url, JSON.parse(Buffer.concat(chunks).toString())]);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const address = server.address();
  return { posts, url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}` };
}
