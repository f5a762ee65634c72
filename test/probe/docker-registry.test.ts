import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  type DockerRegistry,
  type PasswordRegistry,
  startPasswordRegistry,
  startTokenRegistry,
} from '../real/docker-registry.ts';
import { startTokenService, type TokenService } from '../real/token-service.ts';
import { missingOf, unless } from '../real/tool.ts';
import { ask, type Order } from './ask.ts';

const IMAGE = { repository: 'acme/llama', tag: 'prod' };
const image = 'acme/llama:prod';
const elsewhere = 'http://{host}';

const missing = missingOf('docker-registry', 'openssl');

describe.skipIf(missing.length > 0)(`a real docker-registry${unless(missing)}`, { timeout: 60_000 }, () => {
  describe('with an htpasswd file', () => {
    let registry: PasswordRegistry;
    beforeAll(async () => {
      registry = await startPasswordRegistry(IMAGE, { bot: 'right' });
    });
    afterAll(() => registry[Symbol.asyncDispose]());

    const probed = (order: Partial<Order>) =>
      ask({ rehearsalUrl: elsewhere, host: registry.host, pair: 'bot:right', ...order });

    test('gives the image, or lets in', async () => {
      expect(await probed({ image })).toEqual({ verdict: 'pulls' });
      expect(await probed({})).toEqual({ verdict: 'signs-in' });
    });

    test('does not accept a wrong password', async () => {
      expect(await probed({ image, pair: 'bot:wrong' })).toMatchObject({
        verdict: 'not-accepted',
        kind: 'denied',
        cause: 'HTTP 401: UNAUTHORIZED: authentication required',
      });
    });

    test.each([
      ['repository', 'acme/lama:prod', 'MANIFEST_UNKNOWN'],
      ['tag', 'acme/llama:nightly', 'MANIFEST_UNKNOWN'],
    ])('says that there is no such %s', async (_, wanted, code) => {
      expect(await probed({ image: wanted })).toMatchObject({
        verdict: 'no-such-image',
        cause: expect.stringContaining(code),
      });
    });

    test('is not asked at all where nobody said that it is on loopback', async () => {
      const { host } = registry;
      expect(await ask({ host, image, pair: 'bot:right' })).toMatchObject({
        verdict: 'unreachable',
        cause: '127.0.0.1 is not a public address',
      });
    });
  });

  describe('with a token service', () => {
    let tokens: TokenService;
    let registry: DockerRegistry;
    beforeAll(async () => {
      tokens = await startTokenService({
        bot: { password: 'right', mayPull: ['acme/llama'] },
        guest: { password: 'right', mayPull: [] },
      });
      registry = await startTokenRegistry(IMAGE, tokens);
    });
    afterAll(async () => {
      await registry[Symbol.asyncDispose]();
      await tokens[Symbol.asyncDispose]();
    });

    const probed = (order: Partial<Order>) =>
      ask({ rehearsalUrl: elsewhere, host: registry.host, pair: 'bot:right', ...order });

    test('gives the image for a bearer, or lets in', async () => {
      expect(await probed({ image })).toEqual({ verdict: 'pulls' });
      expect(await probed({})).toEqual({ verdict: 'signs-in' });
    });

    test('does not accept a wrong password', async () => {
      expect(await probed({ image, pair: 'bot:wrong' })).toMatchObject({
        verdict: 'not-accepted',
        cause: 'HTTP 401: UNAUTHORIZED: incorrect username or password',
      });
    });

    test('signs a bearer for who may not pull, and gives no image for it', async () => {
      expect(await probed({ image, pair: 'guest:right' })).toMatchObject({
        verdict: 'no-pull-right',
        kind: 'denied',
        cause: expect.stringContaining('HTTP 401: UNAUTHORIZED'),
      });
      expect(await probed({ pair: 'guest:right' })).toEqual({ verdict: 'signs-in' });
    });

    test('says that there is no such tag', async () => {
      expect(await probed({ image: 'acme/llama:nightly' })).toMatchObject({ verdict: 'no-such-image' });
    });
  });
});
