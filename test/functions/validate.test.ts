import { gzipSync } from 'node:zlib';
import { Ajv2020 } from 'ajv/dist/2020.js';
import Ajv04 from 'ajv-draft-04';
import addFormats from 'ajv-formats';
import { afterEach, describe, expect, it, vi } from 'vitest';
import sample from '../../events/validate.json' with { type: 'json' };
import { handler } from '../../functions/validate.ts';
import { openApiDocument } from '../../lib/api/openapi.ts';
import { DOCS_EXAMPLES } from '../../lib/validate/docs-examples.ts';
import sarifSchema from '../conformance/sarif-schema-2.1.0.json' with { type: 'json' };
import { apiEvent, lambdaContext } from './api-event.ts';

const WARNING = 'base_image:\n  image: ghcr.io/acme/llama:1\nsecrets:\n  DOCKER_REGISTRY_nvcr.io: null\n';

async function call(request: Parameters<typeof apiEvent>[0]) {
  const response = await handler(apiEvent(request), lambdaContext());
  const type = response.headers['content-type'] ?? '';
  return { ...response, type, json: type.endsWith('json') ? JSON.parse(response.body) : undefined };
}

function post(
  body: string | Uint8Array,
  headers: Record<string, string> = {},
  query: Record<string, string> = {},
) {
  return call({ body, headers: { 'content-type': 'application/yaml', ...headers }, query });
}

function postJson(body: unknown) {
  return post(JSON.stringify(body), { 'content-type': 'application/json' });
}

const ajv = new Ajv2020({ strict: false });
ajv.addSchema({ $id: 'openapi', ...openApiDocument() });
const matches = (schema: string) => ajv.compile({ $ref: `openapi#/components/schemas/${schema}` });

describe('POST /v1/validate', () => {
  it.each(['application/yaml', 'text/yaml', 'text/plain; charset=UTF-8', 'Application/X-YAML'])(
    'reads a file as %s',
    async (type) => {
      const { statusCode, json } = await post(WARNING, { 'content-type': type });
      expect(statusCode).toBe(200);
      expect(json).toMatchObject({
        fails: false,
        files: [
          {
            path: 'config.yaml',
            load: true,
            push: true,
            findings: [{ rule: 'TDA503', path: 'secrets["DOCKER_REGISTRY_nvcr.io"]' }],
          },
        ],
      });
    },
  );

  it('reads a file and its options from JSON', async () => {
    const config = DOCS_EXAMPLES['ECR with an assumed role'];
    const { json } = await postJson({
      config,
      filename: 'a/config.yaml',
      truss: '0.18.26',
      failOn: 'warning',
    });
    expect(json).toMatchObject({ fails: true, files: [{ path: 'a/config.yaml', load: false }] });
  });

  it('reads the options of a YAML body from the query', async () => {
    const { json } = await post(WARNING, {}, { failOn: 'warning', filename: 'b.yaml' });
    expect(json).toMatchObject({ fails: true, files: [{ path: 'b.yaml' }] });
  });

  it('reads many files at once', async () => {
    const files = ['a', 'b', 'c'].map((filename) => ({ filename, config: WARNING }));
    const { json } = await postJson({ files });
    expect(json.files.map(({ path }: { path: string }) => path)).toEqual(['a', 'b', 'c']);
  });

  it('reads JSON after a byte order mark', async () => {
    const body = `\ufeff${JSON.stringify({ config: WARNING })}`;
    expect((await post(body, { 'content-type': 'application/json' })).statusCode).toBe(200);
  });

  it('looks at a registries.yml that comes along', async () => {
    const config = DOCS_EXAMPLES['ECR with an access token'];
    const registries = 'backends:\n  b: { type: baseten }\nregistries: []\n';
    const { json } = await postJson({ config, registries });
    expect(json.files[0].findings.map(({ rule }: { rule: string }) => rule)).toContain('TDA603');
  });

  it.each([
    ['base64', Buffer.from(WARNING), {}],
    ['gzip', gzipSync(WARNING), { 'content-encoding': 'gzip' }],
  ])('reads %s', async (_, body, headers) => {
    expect((await post(body, headers)).json).toMatchObject({ files: [{ findings: [{ rule: 'TDA503' }] }] });
  });

  it('answers in the format that is asked for', async () => {
    const text = await post(WARNING, { accept: 'text/plain' });
    expect(text).toMatchObject({ statusCode: 200, type: 'text/plain; charset=utf-8' });
    expect(text.body).toContain('config.yaml:4:3: warning TDA503');
    const sarif = await post(WARNING, { accept: 'application/sarif+json, */*;q=0.1' });
    expect(sarif).toMatchObject({ type: 'application/sarif+json', json: { version: '2.1.0' } });
    expect(await post(WARNING, { accept: '*/*' })).toMatchObject({ type: 'application/json' });
  });

  it('answers SARIF that passes the schema of OASIS', async () => {
    const sarif = addFormats.default(new Ajv04.default({ strict: false })).compile(sarifSchema);
    const broken =
      'base_image:\n  image: ghcr.io/acme/llama:1\nsecrets:\n  docker_registry_ghcr.io: null\n  A: 5\n';
    for (const config of [WARNING, broken, 'a: [', '', DOCS_EXAMPLES['ECR with OIDC'] ?? '']) {
      const { json } = await post(`${config}\n#`, { accept: 'application/sarif+json' });
      sarif(json);
      expect(sarif.errors).toBeNull();
    }
  });

  it('answers what the OpenAPI document says', async () => {
    const report = matches('Report');
    for (const config of [WARNING, 'a: [', '- 1', ...Object.values(DOCS_EXAMPLES)]) {
      report((await post(config)).json);
      expect(report.errors).toBeNull();
    }
    const rules = matches('Rules');
    rules((await call({ method: 'GET', path: '/v1/rules' })).json);
    expect(rules.errors).toBeNull();
  });
});

describe('A request that cannot be read', () => {
  const yaml = 'application/yaml';
  const json = 'application/json';

  it.each<[string, string | Uint8Array, Record<string, string>, number, string]>([
    ['no type', WARNING, { 'content-type': '' }, 415, 'content-type: application/yaml'],
    [
      'a form',
      WARNING,
      { 'content-type': 'application/x-www-form-urlencoded' },
      415,
      'not application/x-www-form',
    ],
    ['another charset', WARNING, { 'content-type': `${yaml}; charset=latin1` }, 415, 'Send UTF-8'],
    ['another encoding', WARNING, { 'content-encoding': 'br' }, 415, 'content-encoding: gzip'],
    ['gzip that is none', WARNING, { 'content-encoding': 'gzip' }, 400, 'not complete gzip'],
    ['a bomb', gzipSync(Buffer.alloc(50_000_000)), { 'content-encoding': 'gzip' }, 413, 'at most 256 KiB'],
    ['too much', '#'.repeat(256 * 1024 + 1), {}, 413, 'at most 256 KiB'],
    ['nothing', '', {}, 400, 'Send a config.yaml'],
    ['bytes that are no text', Uint8Array.of(0x61, 0xff), {}, 400, 'not UTF-8 from byte 2 on'],
    ['JSON that is none', '{', { 'content-type': json }, 400, 'not JSON. Send { "config": "…" }'],
    ['JSON that is no object', '[]', { 'content-type': json }, 400, 'Send { "config": "…" }'],
    ['JSON without a file', '{}', { 'content-type': json }, 400, '"config" must be a config.yaml as text'],
    ['a slip', '{"confg":""}', { 'content-type': json }, 400, 'did you mean "config"?'],
    [
      'a registries.yml that is none',
      '{"config":"","registries":"a: ["}',
      { 'content-type': json },
      400,
      '"registries" must',
    ],
    ['no files', '{"files":[]}', { 'content-type': json }, 400, '"files"'],
    ['a file that is none', '{"files":[1]}', { 'content-type': json }, 400, '"files[0]" must be'],
    ['an old Truss', '{"config":"","truss":"0.9"}', { 'content-type': json }, 400, 'from 0.15.3 on'],
    [
      'another severity',
      '{"config":"","failOn":"info"}',
      { 'content-type': json },
      400,
      '"error" or "warning"',
    ],
    ['another format', WARNING, { accept: 'image/png' }, 406, 'accept: application/sarif+json'],
  ])('is told exactly what to send: %s', async (_, body, headers, status, detail) => {
    const response = await post(body, headers);
    expect(response).toMatchObject({
      statusCode: status,
      type: 'application/problem+json',
      json: { status },
    });
    expect(response.json.detail).toContain(detail);
    const problem = matches('Problem');
    problem(response.json);
    expect(problem.errors).toBeNull();
  });

  it.each([[null], ['text'], [{}], [{ force: true }]])('is told that %j is no request', async (event) => {
    expect(JSON.parse((await handler(event as never, lambdaContext())).body)).toMatchObject({
      status: 400,
      title: 'Not a request',
    });
  });

  it('is told so when it has null for a body', async () => {
    const withNull = { ...apiEvent({ headers: { 'content-type': yaml } }), body: null };
    expect(JSON.parse((await handler(withNull as never, lambdaContext())).body)).toMatchObject({
      status: 400,
      title: 'Empty body',
    });
  });

  it('is told what there is', async () => {
    const { statusCode, json: problem } = await call({ method: 'GET', path: '/v1/validate' });
    expect(statusCode).toBe(404);
    expect(problem.detail).toBe('This API has POST /v1/validate, GET /v1/rules, GET /v1/openapi.json.');
  });
});

describe('events/validate.json', () => {
  it('is an event of its own that the function answers', async () => {
    const response = await handler(
      {
        ...apiEvent({}),
        ...sample,
        requestContext: { ...apiEvent({}).requestContext, ...sample.requestContext },
      },
      lambdaContext(),
    );
    expect(response.statusCode).toBe(200);
    expect(response.body).toMatch(/TDA303.*TDA203/s);
  });
});

describe('A fault of our own', () => {
  afterEach(() => vi.restoreAllMocks());

  it('leaves neither a stack nor what was sent', async () => {
    const log = vi.spyOn(console, 'error').mockImplementation(() => {});
    // An event that no gateway sends: there is no request in it.
    const response = await handler({ ...apiEvent({}), requestContext: null } as never, lambdaContext());
    expect(response.statusCode).toBe(500);
    expect(response.body).not.toMatch(/at |\.ts|node_modules/);
    expect(log).toHaveBeenCalledOnce();
  });
});

describe('GET /v1/openapi.json', () => {
  it('serves the document', async () => {
    const { statusCode, json } = await call({ method: 'GET', path: '/v1/openapi.json' });
    expect(statusCode).toBe(200);
    expect(json).toEqual(JSON.parse(JSON.stringify(openApiDocument())));
    expect(Object.keys(json.paths)).toEqual(['/v1/validate', '/v1/status', '/v1/rules', '/v1/openapi.json']);
  });
});
