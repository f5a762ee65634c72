import type { LookupAddress } from 'node:dns';
import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type LookupFunction } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import { Connection } from '../../lib/probe/connection.ts';
import { type Answer, listen, plain, type Request } from '../../sandbox/http.ts';
import { ask } from './ask.ts';

const HOST = 'registry.example.com';
const PAIR = 'bot:canary-of-a-password';
const IMAGE = 'acme/llama:prod';
const MANIFEST = 'application/vnd.oci.image.manifest.v1+json';

/** A registry on loopback that answers as it is told, and what it heard: method, host, path and authorization. */
async function registry(answer: (request: Request) => Partial<Answer>) {
  const heard: string[] = [];
  const { url, stop } = await listen(async (request) => {
    const { host, authorization = '-' } = request.headers;
    heard.push(`${request.method} ${host}${request.target} ${authorization}`);
    return { status: 200, headers: {}, body: '', ...answer(request) };
  });
  onTestFinished(stop);
  return { rehearsalUrl: url, heard };
}

const challenge = (...values: string[]): Partial<Answer> => ({
  status: 401,
  headers: { 'www-authenticate': values.join(', ') },
});
const BEARER = challenge(
  `Bearer realm="https://${HOST}/token?account=a",service="s v",scope="repository:acme/llama:pull",error="invalid_token"`,
);
const json = (body: object): Partial<Answer> => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(body),
});

/** Of a registry with a token service, with these answers in place of the good ones. */
const withTokens =
  (instead: { token?: Partial<Answer>; manifest?: Partial<Answer> }) => (request: Request) => {
    if (request.url.pathname === '/token') return instead.token ?? json({ token: 'canary-of-a-bearer' });
    if (request.headers.authorization === undefined) return BEARER;
    return instead.manifest ?? { headers: { 'content-type': MANIFEST } };
  };

const neverShown = (heard: string[]) => expect(heard.filter((line) => !line.endsWith(' -'))).toEqual([]);

describe('a challenge is answered', () => {
  test('exactly as it was given, to the token service alone, and the registry sees no password', async () => {
    const { rehearsalUrl, heard } = await registry(withTokens({}));
    expect(await ask({ rehearsalUrl, host: HOST, image: IMAGE, pair: PAIR })).toEqual({
      verdict: 'pulls',
    });
    const basic = Buffer.from(PAIR).toString('base64');
    expect(heard).toEqual([
      `HEAD ${HOST}/v2/acme/llama/manifests/prod -`,
      `GET ${HOST}/token?account=a&service=s+v&scope=repository%3Aacme%2Fllama%3Apull Basic ${basic}`,
      `HEAD ${HOST}/v2/acme/llama/manifests/prod Bearer canary-of-a-bearer`,
    ]);
  });

  test('without a service where none was given, and with the scope of the image where that is missing', async () => {
    const { rehearsalUrl, heard } = await registry((request) =>
      request.url.pathname === '/token'
        ? json({ access_token: 't' })
        : challenge(`Bearer realm="https://${HOST}/token"`),
    );
    await ask({ rehearsalUrl, host: HOST, image: IMAGE, pair: PAIR });
    expect(heard[1]).toContain(`${HOST}/token?scope=repository%3Aacme%2Fllama%3Apull Basic `);
  });

  test('by Basic where that is all that is asked for, whatever its realm', async () => {
    const { rehearsalUrl, heard } = await registry((request) =>
      request.headers.authorization === undefined
        ? challenge('Negotiate', 'Basic realm="https://evil.example/"')
        : { headers: { 'content-type': MANIFEST } },
    );
    expect(await ask({ rehearsalUrl, host: HOST, image: IMAGE, pair: PAIR })).toEqual({
      verdict: 'pulls',
    });
    expect(heard.map((line) => line.split('/')[0])).toEqual([`HEAD ${HOST}`, `HEAD ${HOST}`]);
  });

  test('at the door, where the image itself is given to anybody', async () => {
    const { rehearsalUrl, heard } = await registry((request) => {
      if (request.method === 'HEAD') return { headers: { 'content-type': MANIFEST } };
      return request.headers.authorization === undefined ? challenge('Basic realm="r"') : {};
    });
    expect(await ask({ rehearsalUrl, host: HOST, image: IMAGE, pair: PAIR })).toEqual({
      verdict: 'pulls',
    });
    expect(heard.map((line) => line.replace(/ Basic .*/, ' +'))).toEqual([
      `HEAD ${HOST}/v2/acme/llama/manifests/prod -`,
      `GET ${HOST}/v2/ -`,
      `HEAD ${HOST}/v2/acme/llama/manifests/prod +`,
    ]);
  });
});

describe('a credential is not shown', () => {
  test.each([
    ['a token service of somebody else', 'https://evil.example/token'],
    ['a token service at the metadata of a cloud', 'https://169.254.169.254/latest'],
    ['a token service by another protocol', `ftp://${HOST}/token`],
  ])('to %s', async (_, realm) => {
    const { rehearsalUrl, heard } = await registry(() => challenge(`Bearer realm="${realm}",service="s"`));
    const said = await ask({ rehearsalUrl, host: HOST, image: IMAGE, pair: PAIR });
    expect(said).toMatchObject({ verdict: 'untrusted-token-service', refused: false, kind: 'invalid' });
    neverShown(heard);
  });

  test.each([
    ['two realms', challenge(`Bearer realm="https://${HOST}/token",realm="https://evil.example/token"`)],
    ['no realm', challenge('Bearer service="s"')],
    ['a realm that is no address', challenge('Bearer realm="token"')],
    ['a way that nobody knows', challenge('Negotiate')],
    ['no challenge at all', { status: 401 }],
    ['a redirect to somebody else', { status: 307, headers: { location: 'https://evil.example/v2/' } }],
    ['a website', { headers: { 'content-type': 'text/html' }, body: '<h1>It works!</h1>' }],
    ['nothing of the kind', { status: 404 }],
  ])('to what answers with %s', async (_, answer) => {
    const { rehearsalUrl, heard } = await registry(() => answer);
    expect(await ask({ rehearsalUrl, host: HOST, image: IMAGE, pair: PAIR })).toMatchObject({
      verdict: 'not-a-registry',
      refused: false,
      kind: 'invalid',
    });
    neverShown(heard);
  });

  test('to a registry that asks nobody who they are', async () => {
    const { rehearsalUrl, heard } = await registry(() => json({}));
    expect(await ask({ rehearsalUrl, host: HOST, image: IMAGE, pair: PAIR })).toEqual({
      verdict: 'open',
    });
    neverShown(heard);
  });

  const to = (location: string): Partial<Answer> => ({ status: 307, headers: { location } });

  test.each([
    ['the token service', { token: to('https://evil.example/token') }, 'https://evil.example'],
    ['the registry by another protocol', { manifest: to('http://evil.example/a') }, 'http://evil.example'],
    ['the registry in its own house', { manifest: to(`https://${HOST}/login`) }, `https://${HOST}`],
    ['the registry without an address', { manifest: to('/login') }, 'elsewhere'],
  ])('to whoever %s redirects to', async (_, instead, place) => {
    const { rehearsalUrl, heard } = await registry(withTokens(instead));
    expect(await ask({ rehearsalUrl, host: HOST, image: IMAGE, pair: PAIR })).toMatchObject({
      verdict: 'not-a-registry',
      cause: `HTTP 307 to ${place}`,
    });
    expect(heard.filter((line) => line.includes('evil'))).toEqual([]);
  });

  test('to the storage of a registry that keeps its manifests there', async () => {
    const { rehearsalUrl, heard } = await registry(withTokens({ manifest: to('https://storage.example/a') }));
    expect(await ask({ rehearsalUrl, host: HOST, image: IMAGE, pair: PAIR })).toEqual({ verdict: 'pulls' });
    expect(await ask({ rehearsalUrl, host: HOST, pair: PAIR })).toMatchObject({ verdict: 'not-a-registry' });
    expect(heard.filter((line) => line.includes('storage'))).toEqual([]);
  });
});

describe('a token service', () => {
  test.each([
    ['too much', json({ padding: 'x'.repeat(1_000_000), token: 't' })],
    ['a token that would add a header', json({ token: 'a\r\nx-evil: 1' })],
    ['a token that is none', json({ token: 7 })],
    ['an empty token', json({ token: '' })],
    ['no JSON', { body: 'canary-of-a-bearer' }],
  ])('that answers with %s is not believed, and not quoted', async (_, token) => {
    const { rehearsalUrl, heard } = await registry(withTokens({ token }));
    const said = await ask({ rehearsalUrl, host: HOST, image: IMAGE, pair: PAIR });
    expect(said).toMatchObject({ verdict: 'not-a-registry', cause: 'HTTP 200' });
    expect(heard).toHaveLength(2);
  });

  // So GHCR answers whatever is wrong: https://github.com/apple/container/issues/183
  test('that forbids rather than asks again does not accept the credential', async () => {
    const denied = { status: 403, ...json({ errors: [{ code: 'DENIED', message: 'denied' }] }) };
    const { rehearsalUrl } = await registry(withTokens({ token: { ...denied, status: 403 } }));
    expect(await ask({ rehearsalUrl, host: HOST, image: IMAGE, pair: PAIR })).toMatchObject({
      verdict: 'not-accepted',
      cause: 'HTTP 403: DENIED: denied',
    });
  });
});

describe('an answer', () => {
  test('without an end is read for as long as any registry would speak', async () => {
    const server = createHttpServer(({ headers: { authorization } }, response) => {
      if (authorization === undefined) {
        response.writeHead(401, { 'www-authenticate': 'Basic realm="r"' }).end();
        return;
      }
      const more = () => {
        while (!response.destroyed && response.write('no '.repeat(1_000)));
      };
      response.writeHead(403).on('drain', more);
      more();
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
    });
    const address = server.address();
    const rehearsalUrl = `http://127.0.0.1:${typeof address === 'object' ? address?.port : address}`;
    expect(await ask({ rehearsalUrl, host: HOST, pair: PAIR })).toMatchObject({
      verdict: 'no-pull-right',
      cause: expect.stringMatching(/^HTTP 403: (no ?)+…$/),
    });
  });

  test('that repeats the bearer, or is no word of a registry, leads to nothing that is shown', async () => {
    const repeating = {
      status: 403,
      ...json({ errors: [{ code: 'DENIED', message: 'no canary-of-a-bearer for canary-of-a-password' }] }),
    };
    const { rehearsalUrl } = await registry(withTokens({ manifest: { ...repeating, status: 403 } }));
    const said = await ask({ rehearsalUrl, host: HOST, image: IMAGE, pair: PAIR });
    expect(said).toMatchObject({ cause: 'HTTP 403: DENIED: no [redacted] for [redacted]' });
  });

  test('that calls a secret the permission that is missing does not get it told', async () => {
    const message = `not authorized to perform: canary:${'canary'.repeat(200)}`;
    for (const secret of ['of-a-password', 'of_a_bearer']) {
      const { rehearsalUrl } = await registry(
        withTokens({
          token: json({ token: 'canary:of_a_bearer' }),
          manifest: {
            status: 403,
            ...json({ errors: [{ message: `not authorized to perform: canary:${secret}` }] }),
          },
        }),
      );
      const said = await ask({ rehearsalUrl, host: HOST, image: IMAGE, pair: 'bot:canary:of' });
      expect(JSON.stringify(said)).not.toContain('canary');
    }
    const { rehearsalUrl } = await registry(
      withTokens({ manifest: { status: 403, ...json({ errors: [{ message }] }) } }),
    );
    const said = await ask({ rehearsalUrl, host: HOST, image: IMAGE, pair: PAIR });
    expect(JSON.stringify(said).length).toBeLessThan(1_500);
  });

  test('that breaks off is no answer', async () => {
    const { rehearsalUrl } = await registry(
      withTokens({ manifest: { body: 'x'.repeat(100), delivery: 'cut' } }),
    );
    expect(await ask({ rehearsalUrl, host: HOST, pair: PAIR })).toMatchObject({
      verdict: 'unreachable',
      cause: expect.stringContaining('ECONNRESET'),
    });
  });

  test('to an image that is no manifest proves nothing', async () => {
    const { rehearsalUrl } = await registry(
      withTokens({ manifest: { headers: { 'content-type': 'application/json' } } }),
    );
    expect(await ask({ rehearsalUrl, host: HOST, image: IMAGE, pair: PAIR })).toMatchObject({
      verdict: 'not-a-registry',
    });
  });
});

describe('an address', () => {
  /** A listener that nobody must ever reach. */
  async function trap() {
    let visits = 0;
    const server = createServer((socket) => {
      visits += 1;
      socket.destroy();
    });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    onTestFinished(() => void server.close());
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : address;
    return { port, visits: () => visits };
  }

  const leadingTo =
    (...addresses: string[]): LookupFunction =>
    (_, __, callback) =>
      callback(
        null,
        addresses.map((address): LookupAddress => ({ address, family: address.includes(':') ? 6 : 4 })),
      );

  test.each([['127.0.0.1'], ['::1'], ['169.254.169.254'], ['10.0.0.8'], ['::ffff:10.0.0.8']])(
    'that a name leads to is checked when it is connected to: %s',
    async (address) => {
      const { port, visits } = await trap();
      const host = `${HOST}:${port}`;
      expect(await ask({ host, pair: PAIR, lookup: leadingTo(address) })).toMatchObject({
        verdict: 'unreachable',
        refused: false,
        cause: expect.stringMatching(`${address}, which is not a public address$`),
      });
      expect(visits()).toBe(0);
    },
  );

  test('that is public does not excuse another beside it that is not', async () => {
    const { port, visits } = await trap();
    const lookup = leadingTo('9.9.9.9', '127.0.0.1');
    expect(await ask({ host: `${HOST}:${port}`, pair: PAIR, lookup })).toMatchObject({
      cause: expect.stringMatching(/127.0.0.1, which is not a public address$/),
    });
    expect(visits()).toBe(0);
  });

  test.each([['127.0.0.1'], ['[::1]'], ['localhost']])(
    'of this machine is not connected to: %s',
    async (name) => {
      const { port, visits } = await trap();
      expect(await ask({ host: `${name}:${port}`, pair: PAIR })).toMatchObject({
        verdict: 'unreachable',
        cause: expect.stringMatching(/not a public address$/),
      });
      expect(visits()).toBe(0);
    },
  );

  test('that is not https is not connected to, whoever gives it', async () => {
    const { port, visits } = await trap();
    const url = new URL(`http://${HOST}:${port}/v2/`);
    const line = new Connection(AbortSignal.timeout(50_000), { lookup: leadingTo('9.9.9.9') });
    await expect(line.send({ method: 'GET', url, headers: {} })).rejects.toThrow('is not https');
    expect(visits()).toBe(0);
  });

  test('rehearsalUrl than on loopback is no place for a rehearsal', async () => {
    expect(await ask({ host: HOST, pair: PAIR, rehearsalUrl: 'http://10.0.0.8' })).toMatchObject({
      verdict: 'unreachable',
      cause: '10.0.0.8 is not on loopback',
    });
  });

  test('where nobody listens is unreachable', async () => {
    const { url, stop } = await listen(async () => plain(200, ''));
    await stop();
    expect(await ask({ host: HOST, pair: PAIR, rehearsalUrl: url })).toMatchObject({
      verdict: 'unreachable',
      kind: 'unavailable',
      cause: expect.stringContaining('ECONNREFUSED'),
      hint: expect.stringContaining('probe: off'),
    });
  });
});
