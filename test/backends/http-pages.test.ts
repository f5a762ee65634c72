import { createServer } from 'node:http';
import { describe, expect, it, onTestFinished, test } from 'vitest';
import { httpBackend } from '../../lib/backends/http/backend.ts';
import type { PageOptions } from '../../lib/backends/http/page-options.ts';
import { Secret } from '../../lib/secrecy/secret.ts';
import { anyPlatform } from '../../sandbox/platforms/any.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { expectSilence, failureOf } from '../contract/failures.ts';
import { targetOf } from './target.ts';

const KEY = 'not-a-real-key-of-acme';
const ABOUT = { host: 'ghcr.io', key: 'ghcr.io', name: 'secret-287', format: 'user-password' } as const;
const PER_PAGE = 200;

const ALL = Array.from({ length: 450 }, (_, number) => ({ id: number, name: `secret-${number}` }));

interface Answer {
  json: unknown;
  headers?: Record<string, string>;
}

/** Answers to a request for a list with the address that was asked for. */
type Service = (asked: URL) => Answer;

const from = (start: number) => ALL.slice(start, start + PER_PAGE);
const after = (asked: URL, name: string) => Number(asked.searchParams.get(name) ?? 0);
const hasMore = (start: number) => start + PER_PAGE < ALL.length;

const WAYS: Record<string, { pages: PageOptions; request?: string; service: Service; lists?: number }> = {
  'the header Link': {
    pages: { link: true },
    service(asked) {
      const start = after(asked, 'start');
      const next = new URL(asked);
      next.searchParams.set('start', String(start + PER_PAGE));
      const first = `<${asked.origin}/items>; rel="first"; title="next, please"`;
      return {
        json: { data: from(start) },
        headers: { link: hasMore(start) ? `${first}, <${next.href}>; rel="next"` : first },
      };
    },
  },
  'an address': {
    pages: { next: '/links/next' },
    service(asked) {
      const start = after(asked, 'start');
      const next = hasMore(start) ? `/items?limit=200&start=${start + PER_PAGE}` : null;
      return { json: { data: from(start), links: { next } } };
    },
  },
  'a cursor': {
    pages: { cursor: '/meta/next', query: 'page[after]' },
    service(asked) {
      const start = after(asked, 'page[after]');
      return { json: { data: from(start), meta: { next: hasMore(start) ? start + PER_PAGE : '' } } };
    },
  },
  'the number of a page': {
    pages: { count: 'pages', query: 'page' },
    service: (asked) => ({
      json: { data: from((Number(asked.searchParams.get('page') ?? 1) - 1) * PER_PAGE) },
    }),
    lists: 4,
  },
  'the number of a page from 0': {
    pages: { count: 'pages', query: 'page' },
    request: 'GET /items?page=0',
    service: (asked) => ({ json: { data: from(after(asked, 'page') * PER_PAGE) } }),
    lists: 4,
  },
  'the number of entries before': {
    pages: { count: 'entries', query: 'offset' },
    service: (asked) => ({ json: { data: from(after(asked, 'offset')) } }),
    lists: 4,
  },
};

async function listing(pages: PageOptions, service: Service, request = 'GET /items?limit=200') {
  const asked: string[] = [];
  const server = createServer(async (incoming, response) => {
    for await (const _ of incoming);
    asked.push(`${incoming.method} ${incoming.url}`);
    const { json, headers } =
      incoming.method === 'GET' ? service(new URL(incoming.url ?? '', url)) : { json: {}, headers: {} };
    response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(json));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close().closeAllConnections());
  const address = server.address();
  const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  const to = targetOf({
    type: 'http',
    url,
    private: true,
    secrets: { apiKey: { from: 'env', id: 'ACME_KEY' } },
    headers: { authorization: 'Bearer {apiKey}' },
    find: { request, in: '/data', where: { '/name': '{name}' }, id: '/id', pages },
    write: { request: 'PATCH /items/{id}', json: { user: '{username}', pass: '{password}' } },
  });
  const backend = httpBackend(to, { env: { ACME_KEY: KEY }, now: () => new Date(), log: () => undefined });
  const publish = (name: string = ABOUT.name) =>
    backend.publish(new Secret('me:a-password'), { ...ABOUT, name }, AbortSignal.timeout(5_000));
  return { publish, asked };
}

describe.each(Object.entries(WAYS))(
  'a list that continues by %s',
  (_, { pages, request, service, lists = 3 }) => {
    it('is read to its end', async () => {
      const { publish, asked } = await listing(pages, service, request);
      await publish();
      expect(asked).toHaveLength(lists + 1);
      expect(asked.at(-1)).toBe('PATCH /items/287');
    });

    it('shows that a name does not exist', async () => {
      const { publish } = await listing(pages, service, request);
      expect(await failureOf(publish('secret_449'))).toMatchObject({
        kind: 'invalid',
        message: expect.stringContaining('did you mean "secret-449"?'),
      });
    });
  },
);

describe('a page', () => {
  it('at another server is not asked for, and its address shows no key', async () => {
    const { publish, asked } = await listing({ next: '/next' }, () => ({
      json: { data: from(0), next: `https://other.example/?key=${KEY}` },
    }));
    const failure = await failureOf(publish());
    expect([failure.kind, failure.message]).toEqual(['invalid', expect.stringContaining('other.example')]);
    expectSilence(failure, KEY);
    expect(asked).toHaveLength(1);
  });

  it('that is the first one again ends the search', async () => {
    const { publish, asked } = await listing({ count: 'pages', query: 'p' }, () => ({
      json: { data: from(0) },
    }));
    expect(await failureOf(publish())).toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('page 2 has no new entry'),
    });
    expect(asked).toHaveLength(2);
  });

  it('that never is the last one ends the search after 100', async () => {
    let count = 0;
    const { publish, asked } = await listing({ cursor: '/next', query: 'after' }, () => ({
      json: { data: [{ id: ++count, name: 'x' }], next: String(count) },
    }));
    expect(await failureOf(publish())).toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('more than 100 pages'),
    });
    expect(asked).toHaveLength(100);
  });

  it('may begin with the entry that ended the page before', async () => {
    const pagesOf = [[ALL[0], ALL[1]], [ALL[1], ALL[287]], []];
    const { publish, asked } = await listing({ count: 'pages', query: 'page' }, (url) => ({
      json: { data: pagesOf[Number(url.searchParams.get('page') ?? 1) - 1] },
    }));
    await publish('secret-1');
    expect(asked.at(-1)).toBe('PATCH /items/1');
  });
});

test.each(Object.entries(WAYS))(
  'the sandbox continues a list by %s',
  async (_, { pages, request = 'GET /items' }) => {
    const find = { request, in: '/data', where: { '/name': '{name}' }, id: '/id', pages };
    const write = { request: 'PATCH /items/{id}', json: { user: '{username}', pass: '{password}' } };
    const to = targetOf({ type: 'http', url: 'https://api.acme.example', find, write });
    const names = ['a', 'b', 'c', 'd', 'e'];
    const service = anyPlatform({ ...to, host: 'api.acme.example', keys: [], names });
    const sandbox = await startSandbox({ platforms: [service] });
    onTestFinished(() => sandbox.stop());
    const env = { PULLKEEPER_HTTP_URL: sandbox.platformsUrl };
    const backend = httpBackend(to, { env, now: () => new Date(), log: () => undefined });
    await backend.publish(new Secret('me:a-password'), { ...ABOUT, name: 'e' }, AbortSignal.timeout(5_000));
    expect(service.read('e')).toBe('me:a-password');
  },
);
