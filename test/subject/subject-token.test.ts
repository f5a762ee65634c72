import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { getSubjectToken } from '../../lib/subject/subject-token.ts';
import { answer, cut, echo, hang, status } from '../../sandbox/faults.ts';
import { startSandbox } from '../../sandbox/sandbox.ts';
import { failureOf } from '../contract/failures.ts';

const AUDIENCE = 'https://registry.example';
const REQUEST = { audience: AUDIENCE, lifetimeSeconds: 600 };
const signal = () => AbortSignal.timeout(15_000);
const claimsOf = (jwt: string) => JSON.parse(Buffer.from(jwt.split('.')[1] ?? '', 'base64url').toString());

async function job() {
  const sandbox = await startSandbox({ github: { repository: 'acme/models' } });
  onTestFinished(() => sandbox.stop());
  const env = sandbox.environment();
  return {
    sandbox,
    env,
    ask: (more = {}) => getSubjectToken('github-actions', REQUEST, { ...env, ...more }, signal()),
  };
}

describe('a job of GitHub Actions', () => {
  test('gets a token for the audience, which names the repository', async () => {
    const { ask } = await job();
    expect(claimsOf((await ask()).reveal())).toMatchObject({
      iss: 'https://token.actions.githubusercontent.com',
      aud: AUDIENCE,
      sub: 'repo:acme/models:ref:refs/heads/main',
    });
  });

  test('gets a new token for each call', async () => {
    const { ask } = await job();
    expect((await ask()).reveal()).not.toBe((await ask()).reveal());
  });

  test.each([
    ['an error of the server', status(502)],
    ['a cut connection', cut],
    ['an answer without a token', answer(200, '{}')],
    ['an answer that is not JSON', answer(200, '<html>')],
  ])('asks again after %s', async (_, fault) => {
    const { ask, sandbox } = await job();
    sandbox.faults.add({ service: 'github-oidc', fault });
    expect(claimsOf((await ask()).reveal())).toMatchObject({ aud: AUDIENCE });
  });

  test('without the permission is told which line the workflow lacks', async () => {
    const { ask } = await job();
    expect(await failureOf(ask({ ACTIONS_ID_TOKEN_REQUEST_URL: undefined }))).toMatchObject({
      kind: 'invalid',
      hint: expect.stringContaining('id-token: write'),
    });
  });

  test('is not asked about again when GitHub rejects it', async () => {
    const { ask, sandbox } = await job();
    expect(await failureOf(ask({ ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'of-another-job' }))).toMatchObject({
      kind: 'denied',
      cause: '401 Unauthorized',
    });
    expect(sandbox.calls.where({ service: 'github-oidc' })).toHaveLength(1);
  });

  test('never prints its request token, even when GitHub repeats it', async () => {
    const { ask, sandbox, env } = await job();
    sandbox.faults.add({ service: 'github-oidc', fault: echo, times: 9 });
    const { message, hint, cause } = await failureOf(ask());
    expect(JSON.stringify([message, hint, cause])).not.toContain(env.ACTIONS_ID_TOKEN_REQUEST_TOKEN);
  });

  test('gives up when the time is up', async () => {
    const { sandbox, env } = await job();
    sandbox.faults.add({ service: 'github-oidc', fault: hang, times: 9 });
    const asked = getSubjectToken('github-actions', REQUEST, env, AbortSignal.timeout(200));
    expect(await failureOf(asked)).toMatchObject({ kind: 'unavailable' });
  });
});

describe('a token that the platform stores', () => {
  const JWT = ['header', 'claims', 'signature'].join('.');
  const stored = (from: 'env' | 'file', id: string, env = {}) =>
    getSubjectToken({ from, id }, REQUEST, env, signal());

  test('is read anew each time from a file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    const path = join(folder, 'token');
    for (const token of [JWT, `${JWT}2`]) {
      writeFileSync(path, `${token}\n`);
      expect((await stored('file', path)).reveal()).toBe(token);
    }
  });

  test('is read from a variable', async () => {
    expect((await stored('env', 'ID_TOKEN', { ID_TOKEN: JWT })).reveal()).toBe(JWT);
  });

  test.each(['', 'a password', 'two.parts'])('must be a JWT, and not %j', async (text) => {
    const failure = await failureOf(stored('env', 'ID_TOKEN', { ID_TOKEN: text }));
    expect(failure).toMatchObject({ kind: 'invalid', message: expect.stringContaining('variable ID_TOKEN') });
    if (text !== '') expect(failure.message).not.toContain(text);
  });

  test('names a file that is not there', async () => {
    expect(await failureOf(stored('file', '/no/such/token'))).toMatchObject({
      kind: 'invalid',
      message: expect.stringContaining('/no/such/token'),
    });
  });
});
