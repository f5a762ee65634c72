import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer } from 'node:net';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import type { Target } from '../../lib/backends/backend.ts';
import { httpBackend } from '../../lib/backends/http/backend.ts';
import type { HttpOptions } from '../../lib/backends/http/options.ts';
import { Secret } from '../../lib/secrecy/secret.ts';
import { expectSilence, failureOf } from '../contract/failures.ts';
import { targetOf } from './target.ts';

const KEY = 'not-a-real-key-of-acme';
const ABOUT: Target = { host: 'ghcr.io', key: 'ghcr.io', name: 'ghcr', format: 'user-password' };

const FIND = { request: 'GET /items', in: '/data', where: { '/name': '{name}' }, id: '/id' };
const WRITE = {
  request: 'PATCH /items/{id}',
  json: { user: '{username}', pass: '{password}', until: '{expiresAt}' },
};

function open(url: string, options: Partial<HttpOptions> = {}, env: Record<string, string> = {}) {
  const waits: number[] = [];
  const to = targetOf({
    type: 'http',
    url,
    service: 'Acme',
    private: true,
    secrets: { apiKey: { from: 'env', id: 'ACME_KEY' } },
    headers: { authorization: 'Bearer {apiKey}' },
    find: FIND,
    write: WRITE,
    ...options,
  });
  const machine = { env: { ACME_KEY: KEY, ...env }, now: () => new Date(), log: () => undefined };
  const backend = httpBackend(to, machine, async (milliseconds) => void waits.push(milliseconds));
  const publish = (value = 'me:canary-of-a-password', about: Partial<Target> = {}) =>
    backend.publish(new Secret(value), { ...ABOUT, ...about }, AbortSignal.timeout(50_000));
  return { backend, publish, waits };
}

/** A server that answers each request with the next of these, and the last one for good. */
async function serve(
  ...answers: readonly ([status: number, body: unknown, headers?: Record<string, string>] | RequestListener)[]
) {
  const asked: { line: string; headers: Record<string, unknown>; body: string }[] = [];
  const server = createHttpServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += chunk;
    const next = answers[Math.min(asked.length, answers.length - 1)];
    asked.push({ line: `${request.method} ${request.url}`, headers: request.headers, body });
    if (typeof next === 'function') return next(request, response);
    const [status, json, headers] = next ?? [500, {}];
    response.writeHead(status, { 'content-type': 'application/json', ...headers });
    response.end(typeof json === 'string' ? json : JSON.stringify(json));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  const address = server.address();
  return { url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`, asked };
}

const LIST = {
  data: [
    { id: 7, name: 'ghcr' },
    { id: 8, name: 'other' },
  ],
};

describe('a request', () => {
  it('has the credential, the end and the key in their places', async () => {
    const { url, asked } = await serve([200, LIST], [204, '']);
    await open(url).publish('me:pass:word', { expiresAt: new Date('2027-03-01T08:00:00Z') });
    expect(asked.map(({ line }) => line)).toEqual(['GET /items', 'PATCH /items/7']);
    expect(JSON.parse(asked[1]?.body ?? '')).toEqual({
      user: 'me',
      pass: 'pass:word',
      until: '2027-03-01T08:00:00.000Z',
    });
    expect(asked[1]?.headers).toMatchObject({
      authorization: `Bearer ${KEY}`,
      'content-type': 'application/json',
    });
  });

  it('leaves out what has no value', async () => {
    const { url, asked } = await serve([200, LIST], [200, {}]);
    await open(url).publish();
    expect(JSON.parse(asked[1]?.body ?? '')).not.toHaveProperty('until');
  });

  it.each(['a/b', '../x', 'a?b#c', 'ä b'])('encodes the id %j in the path', async (id) => {
    const { url, asked } = await serve([200, { data: [{ id, name: 'ghcr' }] }], [200, {}]);
    await open(url).publish();
    expect(asked[1]?.line).toBe(`PATCH /items/${encodeURIComponent(id)}`);
  });

  it.each(['..', '.', ''])('is not sent for the id %j', async (id) => {
    const { url, asked } = await serve([200, { data: [{ id, name: 'ghcr' }] }], [200, {}]);
    expect(await failureOf(open(url).publish())).toMatchObject({ kind: 'invalid' });
    expect(asked).toHaveLength(1);
  });

  it.each([`${KEY}\n`, `${KEY}\r\nx-evil: 1`, 'schlüssel'])('is not sent with the key %j', async (key) => {
    const { url, asked } = await serve([200, LIST]);
    const failure = await failureOf(open(url, {}, { ACME_KEY: key }).publish());
    expect([failure.kind, failure.message]).toEqual([
      'invalid',
      expect.stringContaining('{apiKey} cannot be sent'),
    ]);
    expectSilence(failure, key);
    expect(asked).toEqual([]);
  });

  it('reads the key once, however many secrets are written', async () => {
    const { url, asked } = await serve([
      200,
      {
        data: [
          { id: 1, name: 'a' },
          { id: 2, name: 'b' },
        ],
      },
    ]);
    const { backend } = open(url);
    const signal = AbortSignal.timeout(50_000);
    await Promise.all(
      ['a', 'b'].map((name) => backend.publish(new Secret('me:x'), { ...ABOUT, name }, signal)),
    );
    expect(asked).toHaveLength(4);
  });
});

describe('an answer', () => {
  it.each<[string, number, string]>([
    ['401', 401, 'denied'],
    ['403', 403, 'denied'],
    ['404', 404, 'invalid'],
    ['413', 413, 'quota'],
    ['422', 422, 'invalid'],
    ['429', 429, 'throttled'],
    ['503', 503, 'unavailable'],
  ])('of %s means what it usually means', async (_, status, kind) => {
    const { url } = await serve([status, { message: 'no' }]);
    const write = { request: 'PUT /items/ghcr', json: { pass: '{password}' } };
    const failure = await failureOf(open(url, { find: undefined, write }).publish());
    expect([failure.kind, failure.cause]).toEqual([kind, `HTTP ${status}: no`]);
    expect(failure.hint).toMatch(/\w/);
  });

  it('means what the description says', async () => {
    const { url } = await serve([200, LIST], [418, { error: 'teapot' }]);
    expect(await failureOf(open(url, { errors: { 418: 'denied' } }).publish())).toMatchObject({
      kind: 'denied',
    });
    const { url: other, asked } = await serve([200, LIST], [202, {}]);
    expect(await failureOf(open(other, { success: [200] }).publish())).toMatchObject({ kind: 'unavailable' });
    expect(asked).toHaveLength(2);
  });

  it.each(['Forbidden', '<h1>Forbidden</h1>', ''])(
    'of 403 in HTML, %j, comes from something on the way',
    async (page) => {
      const { url } = await serve([403, page, { 'content-type': 'text/html' }]);
      expect(await failureOf(open(url).publish())).toMatchObject({ kind: 'unavailable', cause: 'HTTP 403' });
    },
  );

  it('that redirects is not followed, and gets no key to another server', async () => {
    const elsewhere = await serve([200, LIST]);
    const { url, asked } = await serve([307, '', { location: `${elsewhere.url}/items` }]);
    expect(await failureOf(open(url).publish())).toMatchObject({ kind: 'unavailable', cause: 'HTTP 307' });
    expect([asked.length, elsewhere.asked.length]).toEqual([1, 0]);
  });

  it('without an end is not read to the end', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'application/json' });
      const more = () => void (response.destroyed || response.write('x'.repeat(1 << 20), more));
      more();
    });
    expect(await failureOf(open(url).publish())).toMatchObject({
      kind: 'unavailable',
      cause: expect.stringContaining('longer than'),
    });
  });

  it('that repeats the request shows neither key nor password', async () => {
    const { url } = await serve([200, LIST], (request, response) => {
      response.writeHead(400, { 'content-type': 'application/json' });
      const said = `${request.headers.authorization} canary-of-a-password ${Buffer.from('me:canary-of-a-password').toString('base64')}`;
      response.end(JSON.stringify({ errors: [{ msg: said }] }));
    });
    const failure = await failureOf(open(url).publish());
    expect(failure.cause).toContain('[redacted]');
    expectSilence(failure, KEY);
    expectSilence(failure, 'canary-of-a-password');
  });
});

describe('a secret', () => {
  it('that is not in the list is compared with those that are', async () => {
    const { url } = await serve([200, { data: [{ id: 1, name: 'ghrc' }] }]);
    expect(await failureOf(open(url).publish())).toMatchObject({
      kind: 'invalid',
      message: expect.stringMatching(/Acme has no secret of this name; did you mean "ghrc"\?/),
      hint: expect.stringContaining('ghrc'),
    });
  });

  it('that is there twice is not written', async () => {
    const { url, asked } = await serve([
      200,
      {
        data: [
          { id: 1, name: 'ghcr' },
          { id: 2, name: 'ghcr' },
        ],
      },
    ]);
    expect(await failureOf(open(url).publish())).toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('2 secrets have this name'),
    });
    expect(asked).toHaveLength(1);
  });

  it('is not looked for in an answer without the list', async () => {
    const { url } = await serve([200, { items: [] }]);
    expect(await failureOf(open(url).publish())).toMatchObject({
      kind: 'unavailable',
      message: expect.stringContaining('does not contain a list at /data'),
    });
  });

  it('is not asked for by doctor where the description cannot look', async () => {
    const write = { request: 'PUT /items/{name}', json: { pass: '{password}' } };
    const { backend } = open('http://127.0.0.1:9', { find: undefined, write });
    expect(await backend.check?.(ABOUT, AbortSignal.timeout(50_000))).toMatchObject({
      notChecked: expect.stringContaining('has no find'),
    });
  });
});

describe('what may pass', () => {
  it('is tried four times, after growing pauses, and not before the service says', async () => {
    vi.spyOn(Math, 'random').mockReturnValue(0.5);
    onTestFinished(() => void vi.restoreAllMocks());
    const { url, asked } = await serve(
      [200, LIST],
      [503, {}],
      [200, LIST],
      [429, {}, { 'retry-after': '3' }],
      [200, LIST],
      [200, {}],
    );
    const { publish, waits } = open(url);
    await publish();
    expect(waits).toEqual([100, 3_200]);
    expect(asked).toHaveLength(6);
  });

  it('is a server where nobody listens', async () => {
    expect(await failureOf(open('http://127.0.0.1:9').publish())).toMatchObject({
      kind: 'unavailable',
      cause: expect.stringContaining('ECONNREFUSED'),
    });
  });
});

describe('an address', () => {
  it('that is private is not called unless that is meant', async () => {
    const { url, asked } = await serve([200, LIST]);
    expect(await failureOf(open(url, { private: false }).publish())).toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('is not a public address'),
      hint: expect.stringContaining('private: true'),
    });
    const named = url.replace('127.0.0.1', 'localhost');
    expect(await failureOf(open(named, { private: false }).publish())).toMatchObject({ kind: 'invalid' });
    expect(asked).toEqual([]);
  });

  it('without https is called on loopback only', async () => {
    const failure = await failureOf(open('http://192.0.2.1').publish());
    expect([failure.kind, failure.message]).toEqual(['invalid', expect.stringContaining('is not https')]);
  });

  it('is reached through the proxy of the environment', async () => {
    const connected: string[] = [];
    const proxy = createServer((socket) => {
      socket.once('data', (data) => {
        connected.push(String(data).split('\r\n')[0] ?? '');
        socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
      });
    });
    await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => void proxy.close());
    const address = proxy.address();
    vi.stubEnv('NODE_USE_ENV_PROXY', '1');
    vi.stubEnv('HTTPS_PROXY', `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`);
    onTestFinished(() => void vi.unstubAllEnvs());
    const failure = await failureOf(open('https://api.acme.example', { private: false }).publish());
    expect(failure.kind).toBe('unavailable');
    expect(connected[0]).toBe('CONNECT api.acme.example:443 HTTP/1.1');
  });
});
