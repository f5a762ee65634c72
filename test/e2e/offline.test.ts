import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Offline, startOffline } from './offline.ts';
import { printedResult } from './printed-result.ts';
import { copyOfProject, type Project } from './project.ts';

const WRONG =
  'base_image: { image: "ghcr.io/acme/a:1", docker_auth: { auth_method: AWS_OIDC, registry: ghcr.io } }';
const YAML = { 'content-type': 'application/yaml' };
const JSON_TYPE = { 'content-type': 'application/json' };

describe('npx serverless offline', { timeout: 60_000 }, () => {
  let project: Project;
  let offline: Offline | undefined;
  let http = '';
  let lambda = '';

  beforeAll(async () => {
    project = copyOfProject();
    offline = await startOffline(project, { before: ['node', 'scripts/sandbox.ts'] });
    ({ http, lambda } = offline);
  }, 60_000);
  afterAll(async () => {
    await offline?.[Symbol.asyncDispose]();
    project[Symbol.dispose]();
  });

  const post = (body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = YAML, query = '') =>
    fetch(`${http}/v1/validate${query}`, { method: 'POST', headers, body });

  test('validates a file', async () => {
    const response = await post(WRONG);

    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      expect.stringMatching(/^application\/json\b/), // a charset is put to it, which API Gateway does not do
    ]);
    expect(await response.json()).toMatchObject({ fails: true, files: [{ load: false }] });
  });

  test('validates many files in JSON, with their names', async () => {
    const files = ['a.yaml', 'b.yaml'].map((filename) => ({ filename, config: WRONG }));

    const response = await post(JSON.stringify({ files }), JSON_TYPE);

    expect(await response.json()).toMatchObject({ files: [{ path: 'a.yaml' }, { path: 'b.yaml' }] });
  });

  test('validates what comes as gzip', async () => {
    // serverless-offline reads bytes as UTF-8 unless one of a few types is named; API Gateway needs no such hint.
    const type = 'application/yaml; bytes="application/octet-stream"';
    const response = await post(gzipSync(WRONG), { 'content-type': type, 'content-encoding': 'gzip' });

    expect(await response.json()).toMatchObject({ fails: true, files: [{ load: false }] });
  });

  test.each([
    ['text/plain', 'text/plain; charset=utf-8', /^config\.yaml:\d+:\d+: error TDA/m],
    ['application/sarif+json', 'application/sarif+json', /"version":\s*"2\.1\.0"/],
  ])('answers as %s', async (accept, type, said) => {
    const response = await post(WRONG, { ...YAML, accept });

    expect(response.headers.get('content-type')).toBe(type);
    expect(await response.text()).toMatch(said);
  });

  test.each([
    [400, 'Bad request', () => post(WRONG, YAML, '?trus=latest')],
    [400, 'Not JSON', () => post('{', JSON_TYPE)],
    [400, 'Empty body', () => post(' ')],
    [406, 'Not acceptable', () => post(WRONG, { ...YAML, accept: 'image/png' })],
    [413, 'Body too large', () => post('x'.repeat(300 * 1024))],
    [415, 'Unsupported media type', () => post(WRONG, { 'content-type': 'image/png' })],
  ])('answers %i, "%s", as problem+json', async (status, title, ask) => {
    const response = await ask();

    expect(response.status).toBe(status);
    expect(response.headers.get('content-type')).toBe('application/problem+json');
    expect(await response.json()).toMatchObject({ status, title, detail: expect.any(String) });
  });

  test('lists its rules, and describes itself with every route that it has', async () => {
    const { rules } = JSON.parse(await (await fetch(`${http}/v1/rules`)).text());
    const { openapi, paths } = JSON.parse(await (await fetch(`${http}/v1/openapi.json`)).text());

    expect(rules.length).toBeGreaterThan(40);
    expect(openapi).toMatch(/^3\./);
    expect(Object.keys(paths)).toEqual(expect.arrayContaining(['/v1/validate', '/v1/rules']));
  });

  test('answers each of many clients at once with its own file', async () => {
    const names = Array.from({ length: 12 }, (_, n) => `${n}.yaml`);

    const paths = names.map(async (name) => {
      const response = await post(WRONG, YAML, `?filename=${name}`);
      const answer = await response.text();
      expect([response.status, answer]).toEqual([200, expect.stringContaining('"files"')]);
      return JSON.parse(answer).files[0].path;
    });

    expect(await Promise.all(paths)).toEqual(names);
  });

  /** The AWS SDK that serverless invokes with, signed request and all. */
  const invoke = (...words: string[]) =>
    project.run(['npx', 'serverless', 'invoke', ...words], {
      env: {
        AWS_ENDPOINT_URL_LAMBDA: lambda,
        AWS_ACCESS_KEY_ID: 'nobody-checks-this-id',
        AWS_SECRET_ACCESS_KEY: 'nor-this-key',
      },
    });

  test('takes an invocation from `serverless invoke`, and hands back the report', async () => {
    const { code, stdout, stderr } = await invoke('-f', 'refreshEcr', '-p', 'events/refresh-force.json');

    expect(code, stderr).toBe(0);
    expect(printedResult(stdout).counts).toEqual({ published: 4, fresh: 0, planned: 0, failed: 0 });
  });

  test('tells the status of what was published', async () => {
    const status = await (await fetch(`${http}/v1/status`)).json();

    expect(status).toMatchObject({ state: 'alive', counts: { alive: 4 } });
  });

  test('takes an invocation over plain HTTP', async () => {
    const url = `${lambda}/2015-03-31/functions/pullkeeper-prod-refreshEcr/invocations`;
    const response = await fetch(url, { method: 'POST', body: '{"dryRun":true}' });

    expect(await response.json()).toMatchObject({ dryRun: true, counts: { failed: 0 } });
  });

  test('passes on what a function has against an event', async () => {
    const { code, stdout, stderr } = await invoke('-f', 'refreshEcr', '-d', '{"dryrun":true}');

    expect(code).toBe(1);
    expect(stdout + stderr).toContain('did you mean');
  });
});
