import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FORMATS } from '../../lib/config/schema/schema-parts.ts';
import { formatCredential, readLogin } from '../../lib/refresh/formats.ts';
import { Secret } from '../../lib/secrecy/secret.ts';
import { readAuthorization } from '../../lib/sources/authorization-token.ts';

const KEY = '111122223333.dkr.ecr.us-east-1.amazonaws.com';
const TIMES = { mintedAt: new Date(0), expiresAt: new Date(1) };

function value(username: string, password: string, format: (typeof FORMATS)[number], key = KEY): string {
  return formatCredential({ username, password: new Secret(password), ...TIMES }, key, format).reveal();
}

/** As Docker reads an auth: the user name ends at the first colon. */
function decodeAuth(auth: string): [username: string, password: string] {
  const pair = Buffer.from(auth, 'base64').toString();
  const colon = pair.indexOf(':');
  return [pair.slice(0, colon), pair.slice(colon + 1)];
}

test.each([
  ['docker-auth', 'Ym90OmZha2UtcGFzcw=='],
  ['user-password', 'bot:fake-pass'],
  ['password', 'fake-pass'],
  ['username-password-json', '{"username":"bot","password":"fake-pass"}'],
  ['username-access-token-json', '{"username":"bot","accessToken":"fake-pass"}'],
  ['docker-config-json', `{"auths":{"${KEY}":{"auth":"Ym90OmZha2UtcGFzcw=="}}}`],
] as const)('bot with fake-pass in %s: %s', (format, expected) => {
  expect(value('bot', 'fake-pass', format)).toBe(expected);
});

test("a Docker config.json has Docker Hub under Docker's own key", () => {
  const config = JSON.parse(value('bot', 'fake-pass', 'docker-config-json', 'https://index.docker.io/v1/'));
  expect(config).toEqual({ auths: { 'https://index.docker.io/v1/': { auth: 'Ym90OmZha2UtcGFzcw==' } } });
});

describe('a value that somebody else wrote', () => {
  const PAIR = Buffer.from('bot:fake-pass').toString('base64');

  test.each([
    ['no JSON', 'docker-config-json', 'fake', ''],
    ['no registries', 'docker-config-json', '{"auths": 1}', ''],
    ['another registry', 'docker-config-json', `{"auths":{"ghcr.io":{"auth":"${PAIR}"}}}`, ''],
    ['no login', 'docker-config-json', `{"auths":{"${KEY}":"${PAIR}"}}`, ''],
    ['a login that is no text', 'docker-config-json', `{"auths":{"${KEY}":{"auth":1}}}`, ''],
    ['no colon', 'user-password', 'fake', 'fake'],
    ['nobody before the colon', 'user-password', ':fake:pass', 'fake:pass'],
    ['a user that is no text', 'username-password-json', '{"username":1,"password":"fake"}', 'fake'],
    ['a password alone', 'password', 'bot:fake-pass', 'bot:fake-pass'],
  ] as const)('with %s has no user name', (_, format, text, expected) => {
    const { username, password } = readLogin(new Secret(text), { key: KEY, format });
    expect([username, password.reveal()]).toEqual([undefined, expected]);
  });

  test('as JSON of another program has no login', () => {
    const { username } = readLogin(new Secret('fake'), { key: KEY, format: 'username-password-json' });
    expect(username).toBeUndefined();
  });
});

describe('whatever the user name and the password', () => {
  const username = fc.string({ unit: 'grapheme' }).filter((text) => !text.includes(':'));
  const password = fc.string({ unit: 'grapheme' });

  test('every format gives the password back', () => {
    fc.assert(
      fc.property(username, password, fc.constantFrom(...FORMATS), (username, password, format) => {
        const formatted = new Secret(value(username, password, format));
        expect(readLogin(formatted, { key: KEY, format }).password.reveal()).toBe(password);
      }),
    );
  });

  const named = FORMATS.filter((format) => format !== 'password' && format !== 'raw');

  test('every format that has a user name gives it back', () => {
    const someone = username.filter((name) => name !== '');
    fc.assert(
      fc.property(someone, password, fc.constantFrom(...named), (username, password, format) => {
        const formatted = new Secret(value(username, password, format));
        expect(readLogin(formatted, { key: KEY, format }).username).toBe(username);
      }),
    );
  });

  test('docker-auth gives both back', () => {
    fc.assert(
      fc.property(username, password, (username, password) => {
        expect(decodeAuth(value(username, password, 'docker-auth'))).toEqual([username, password]);
      }),
    );
  });

  test('docker-config-json gives both back, under its key alone', () => {
    fc.assert(
      fc.property(username, password, fc.domain(), (username, password, key) => {
        const { auths } = JSON.parse(value(username, password, 'docker-config-json', key));
        expect(Object.keys(auths)).toEqual([key]);
        expect(decodeAuth(auths[key].auth)).toEqual([username, password]);
      }),
    );
  });

  test('user-password and password have nothing added and nothing taken away', () => {
    fc.assert(
      fc.property(username, password, (username, password) => {
        expect(value(username, password, 'user-password')).toBe(`${username}:${password}`);
        expect(value(username, password, 'password')).toBe(password);
      }),
    );
  });

  test.each(['docker-auth', 'docker-config-json'] as const)('%s is one line of ASCII', (format) => {
    fc.assert(
      fc.property(username, password, (username, password) => {
        expect(value(username, password, format)).toMatch(/^[\x20-\x7e]*$/);
      }),
    );
  });
});

test('the docker-auth of an ECR credential is byte for byte the token that ECR gave', () => {
  fc.assert(
    fc.property(fc.base64String({ minLength: 1, maxLength: 3_000 }), (fakePassword) => {
      const authorizationToken = Buffer.from(`AWS:${fakePassword}`).toString('base64');
      const credential = readAuthorization(
        { authorizationToken, expiresAt: new Date(1) },
        new Date(0),
        'ECR',
      );
      expect(formatCredential(credential, KEY, 'docker-auth').reveal()).toBe(authorizationToken);
    }),
  );
});
