import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';

const KEY = 'not-a-real-key';

let sandbox: Sandbox;
beforeEach(async () => {
  const keys = [
    { key: KEY },
    { key: 'invoke', category: 'invoke' as const },
    { key: 'research', teams: ['research'] },
  ];
  sandbox = await startSandbox({ baseten: { teams: ['platform', 'research'], keys } });
});
afterEach(() => sandbox.stop());

async function call(method: string, path: string, body?: unknown, authorization = `Bearer ${KEY}`) {
  const response = await fetch(sandbox.basetenUrl + path, {
    method,
    headers: { authorization },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  return { status: response.status, body: await response.json() };
}
const write = (name: string, value: unknown = 'value') => call('POST', '/v1/secrets', { name, value });

describe('the Baseten of the sandbox', () => {
  it.each([['Bearer'], ['Api-Key']])('knows a key that comes as %s', async (scheme) => {
    expect(await call('GET', '/v1/secrets', undefined, `${scheme} ${KEY}`)).toMatchObject({ status: 200 });
  });

  it.each([
    ['an unknown key', 'Bearer other', 401],
    ['no key', '', 401],
    ['the key alone', KEY, 401],
    ['a key for invoking models', 'Bearer invoke', 403],
  ])('refuses %s', async (_, authorization, status) => {
    expect(await call('GET', '/v1/secrets', undefined, authorization)).toMatchObject({ status });
  });

  it('answers a write with metadata, and never with a value', async () => {
    const { body } = await write('a', 'canary');
    expect(body).toEqual({
      id: expect.any(String),
      name: 'a',
      team_name: 'platform',
      created_at: expect.stringMatching(/^\d{4}-/),
    });
    expect(JSON.stringify(await call('GET', '/v1/secrets'))).not.toContain('canary');
  });

  it('takes names for one that differ in punctuation alone, and keeps the first spelling', async () => {
    const { body: first } = await write('a_b', 'one');
    const { body: second } = await write('a-b', 'two');
    expect(second).toEqual(first);
    expect(sandbox.baseten.secret('a.b')).toMatchObject({ name: 'a_b', value: 'two' });
  });

  it('keeps the secrets of teams apart, and lists those of all teams of a key', async () => {
    const [, research] = sandbox.baseten.teams;
    await write('a', 'ours');
    await call('POST', `/v1/teams/${research?.id}/secrets`, { name: 'a', value: 'theirs' });
    expect(sandbox.baseten.secret('a')?.value).toBe('ours');
    expect(sandbox.baseten.secret('a', 'research')?.value).toBe('theirs');
    const { body } = await call('GET', '/v1/secrets');
    expect(body).toMatchObject({ secrets: [{ team_name: 'platform' }, { team_name: 'research' }] });
  });

  it('does not let a key into a team that is not its own', async () => {
    const [platform] = sandbox.baseten.teams;
    const path = `/v1/teams/${platform?.id}/secrets`;
    expect(await call('POST', path, { name: 'a', value: 'v' }, 'Bearer research')).toMatchObject({
      status: 404,
    });
  });

  it.each<[what: string, body: unknown]>([
    ['a body that is not JSON', 'name=a'],
    ['a list', []],
    ['no name', { value: 'v' }],
    ['an empty name', { name: '', value: 'v' }],
    ['no value', { name: 'a' }],
    ['a value that is no text', { name: 'a', value: 1 }],
    ['a field that it does not know', { name: 'a', value: 'v', team: 'research' }],
  ])('refuses %s', async (_, body) => {
    expect(await call('POST', '/v1/secrets', body)).toMatchObject({ status: 400 });
  });

  it.each([
    ['DELETE', '/v1/secrets'],
    ['GET', '/v1/models'],
    ['GET', '/v1/teams/none/secrets'],
  ])('has no %s %s', async (method, path) => {
    expect(await call(method, path)).toMatchObject({ status: 404 });
  });
});
