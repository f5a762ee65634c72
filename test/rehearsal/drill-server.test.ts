import { request } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { parseJsonObject } from '../../lib/json.ts';
import { serveDrill } from '../../scripts/rehearsal/drill-server.ts';
import { stage } from './stage.ts';

async function served() {
  const { drill, config, ledger } = await stage();
  const server = await serveDrill({ config, drill, ledger, folder: '/nowhere' });
  onTestFinished(() => server.close());
  return { drill, url: `${server.url}/v1/rehearsal` };
}

async function tokenAt(url: string): Promise<string> {
  const state = parseJsonObject(await (await fetch(url)).text());
  return String(state?.token);
}

/** `fetch` does not let a Host header through. */
function statusFor(url: string, method: string, headers: Record<string, string>, body = ''): Promise<number> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method, headers }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    call.once('error', reject).end(body);
  });
}

test('the panel acts with the token of its page', async () => {
  const { drill, url } = await served();
  const token = await tokenAt(url);
  const act = (body: string, shown: string) =>
    statusFor(url, 'POST', { 'x-pullkeeper-token': shown, 'content-type': 'application/json' }, body);

  expect(await act('{"fault":"ecr:denied"}', '')).toBe(403);
  expect(await act('{"fault":"ecr:denied"}', `${token}x`)).toBe(403);
  expect(drill.faults.active).toEqual([]);
  expect(await act('{"fault":"ecr:denied"}', token)).toBe(200);
  expect(drill.faults.active).toHaveLength(1);
  expect(await act('{"lift":1}', token)).toBe(200);
  expect(drill.faults.active).toEqual([]);
  for (const wrong of ['', '{}', 'null', '{"fault":"ecr:tired"}', '{"scenario":"none"}'])
    expect(await act(wrong, token)).toBe(400);
});

test.each([[{ host: 'evil.example' }], [{ origin: 'https://evil.example' }], [{ origin: 'null' }]])(
  'the panel refuses a request with %o, also with the token',
  async (foreign) => {
    const { drill, url } = await served();
    const token = await tokenAt(url);

    const headers = { 'x-pullkeeper-token': token, ...foreign };
    expect(await statusFor(url, 'GET', headers)).toBe(403);
    expect(await statusFor(url, 'POST', headers, '{"fault":"ecr:denied"}')).toBe(403);
    expect(drill.faults.active).toEqual([]);
  },
);
