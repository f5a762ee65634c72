import { afterEach, describe, expect, it, vi } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { openSource } from '../../lib/sources/index.ts';
import { type Fault, garbage, hang, status, throttle } from '../../sandbox/faults.ts';
import { type Sandbox, startSandbox } from '../../sandbox/sandbox.ts';
import { digitalocean } from '../../sandbox/tokens/digitalocean.ts';
import { expectSilence, failureOf } from '../contract/failures.ts';

const HOST = 'registry.digitalocean.com';
const TOKEN = 'canary-of-an-api-key';

let sandbox: Sandbox;
afterEach(() => sandbox.stop());

async function sourceOf(token = TOKEN, more = '', registry = 'acme') {
  sandbox = await startSandbox({
    tokenServices: [digitalocean({ tokens: [{ token: TOKEN, registries: ['acme'] }] })],
    images: [{ host: HOST, repository: 'acme/llama', tag: 'prod' }],
  });
  vi.unstubAllEnvs();
  const { registries, schedule } = compile(
    `registries: [{ host: ${HOST}, source: { type: digitalocean, registry: ${registry}, token: { from: env, id: DO_TOKEN }${more} }, publish: [file] }]`,
    'registries.yml',
  );
  const [registryOf] = registries;
  if (registryOf === undefined) throw new Error('no registry');
  const env = { ...sandbox.environment(), DO_TOKEN: token };
  const source = await openSource(registryOf.source, { env, now: () => sandbox.clock.now() });
  return { source, schedule };
}

async function mint(...how: Parameters<typeof sourceOf>) {
  return (await sourceOf(...how)).source.mint(AbortSignal.timeout(50_000));
}

describe('credentials of DigitalOcean', () => {
  it.each([
    ['twelve hours', '', 12],
    ['as long as the file says', ', lifetimeSeconds: 7200', 2],
  ])('pull and live %s', async (_, more, hours) => {
    const { username, password, mintedAt, expiresAt } = await mint(TOKEN, more);
    expect(expiresAt?.getTime()).toBe(mintedAt.getTime() + hours * 3_600_000);
    const auth = Buffer.from(`${username}:${password.reveal()}`).toString('base64');
    expect(await sandbox.pull(HOST, 'acme/llama', 'prod', auth)).toMatchObject({ pulled: true });
    sandbox.clock.advance(hours * 3_600_000 + 60_000);
    expect(await sandbox.pull(HOST, 'acme/llama', 'prod', auth)).toMatchObject({ pulled: false });
  });

  it('are minted every three hours', async () => {
    expect((await sourceOf()).schedule.refreshTokens).toBe(3 * 3_600_000);
  });
});

describe('a refusal of DigitalOcean', () => {
  it('of the token names where it is kept', async () => {
    const failure = await failureOf(mint('another-token-altogether'));
    expect(failure).toMatchObject({
      kind: 'denied',
      hint: expect.stringContaining('set the variable DO_TOKEN'),
    });
    expectSilence(failure, 'another-token-altogether');
  });

  it('of an unknown registry is not a matter of rights', async () => {
    expect(await failureOf(mint(TOKEN, '', 'other'))).toMatchObject({
      kind: 'invalid',
      cause: expect.stringContaining('registry does not exist'),
    });
  });

  it('is not needed for a token that no header can carry', async () => {
    const failure = await failureOf(mint(`${TOKEN}\nx`));
    expect(failure.message).toContain('white space');
    expectSilence(failure, TOKEN);
    expect([...sandbox.calls]).toEqual([]);
  });

  it.each<[what: string, fault: Fault, kind: string]>([
    ['throttles for good', throttle, 'throttled'],
    ['is out of order', status(500), 'unavailable'],
    ['is hidden behind a proxy', status(403), 'unavailable'],
    ['answers with something else', garbage('{"auths":{}}'), 'unavailable'],
    ['never answers', hang, 'unavailable'],
    ['repeats what it was sent', { kind: 'echo' }, 'invalid'],
  ])('fails, and shows no token, when it %s', async (_, fault, kind) => {
    const { source } = await sourceOf();
    sandbox.faults.add({ service: 'digitalocean', fault, times: 99 });
    const failure = await failureOf(source.mint(AbortSignal.timeout(fault === hang ? 200 : 50_000)));
    expect([failure.kind, failure.hint]).toEqual([kind, expect.stringMatching(/\w/)]);
    expectSilence(failure, TOKEN);
  });
});
