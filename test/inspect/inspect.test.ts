import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Format } from '../../lib/config/config.ts';
import { FORMATS } from '../../lib/config/schema/schema-parts.ts';
import type { RegistryHost } from '../../lib/hosts/registry-host.ts';
import type { DefectId } from '../../lib/inspect/defect.ts';
import { inspectValue } from '../../lib/inspect/inspect.ts';
import { formatCredential } from '../../lib/refresh/formats.ts';
import {
  base64,
  ECR,
  ecrToken,
  GHCR,
  googleKey,
  hostNamed,
  jsonWebToken,
  type Login,
  login,
  NOW,
} from './arbitrary-credential.ts';

interface How {
  format?: Format;
  host?: RegistryHost;
}

const inspect = (value: string | Buffer, how: How = {}) =>
  inspectValue(Buffer.from(value), { ...how, now: NOW });
const defectsOf = (value: string | Buffer, how?: How) => inspect(value, how).defects.map(({ id }) => id);
const published = ({ credential, key }: Login, format: Format) =>
  formatCredential(credential, key, format).reveal();

describe('a value that pullkeeper made', () => {
  test.each(FORMATS)('is found sound as %s, for whatever registry it is', (format) => {
    fc.assert(
      fc.property(login, fc.boolean(), (each, told) => {
        const inspection = inspect(published(each, format), { format, ...(told && { host: each.host }) });
        expect(inspection.defects.filter(({ severity }) => severity === 'wrong')).toEqual([]);
        expect(inspection).toMatchObject({ sound: true, format });
        expect(inspection).not.toHaveProperty('remedy');
      }),
    );
  });

  test.each(['docker-auth', 'docker-config-json'] as const)(
    'is taken for %s without being told',
    (format) => {
      fc.assert(
        fc.property(login, (each) => {
          expect(inspect(published(each, format))).toMatchObject({ sound: true, format });
        }),
      );
    },
  );
});

/** What happens to a sound value of base64 on its way to where it is kept, and how that is called. */
const MISHAPS: readonly [DefectId, what: string, (value: string) => string | Buffer][] = [
  ['wrapped', 'base64 without -w0', (value) => value.replaceAll(/.{76}(?=.)/g, '$&\n')],
  [
    'wrapped',
    'a copy from a terminal with lines of its own',
    (value) => `${value.slice(0, 20)}\r\n${value.slice(20)}`,
  ],
  ['line-end', 'echo', (value) => `${value}\n`],
  ['line-end', 'echo in a Windows shell', (value) => `${value}\r\n`],
  ['spaces', 'a blank in front', (value) => ` ${value}`],
  ['spaces', 'a tab behind', (value) => `${value}\t`],
  ['quotes', 'a quoted line of an .env file', (value) => `"${value}"`],
  ['name-in-front', 'a line of an .env file', (value) => `DOCKER_REGISTRY_${ECR.host}=${value}`],
  [
    'name-in-front',
    'the name of Docker Hub',
    (value) => `DOCKER_REGISTRY_https://index.docker.io/v1/=${value}`,
  ],
  ['name-in-front', 'a host with a port', (value) => `export DOCKER_REGISTRY_a.example:5000="${value}"`],
  ['name-in-front', 'a line of YAML', (value) => `DOCKER_REGISTRY_ghcr.io: ${value}`],
  ['header', 'the header that it makes', (value) => `Basic ${value}`],
  ['byte-order-mark', 'an editor of Windows', (value) => `\ufeff${value}`],
  ['not-text', 'a redirection of PowerShell', (value) => Buffer.from(`\ufeff${value}`, 'utf16le')],
  ['encoded-twice', 'base64 where it was done already', base64],
  ['encoded-twice', 'base64 twice, wrapped', (value) => base64(value).replaceAll(/.{76}(?=.)/g, '$&\n')],
  ['not-encoded', 'no base64 at all', (value) => Buffer.from(value, 'base64')],
  ['too-large', 'something else stored with it', (value) => value + 'QUFB'.repeat(20_000)],
];

describe('a sound value of base64 that met with a mishap', () => {
  test.each(MISHAPS)('has the defect %s after %s', (id, _, befall) => {
    fc.assert(
      fc.property(login, (each) => {
        // What is not encoded is told from base64 by its colon: a key in JSON is recognised before that.
        fc.pre(id !== 'not-encoded' || !each.credential.username.startsWith('_json_key'));
        const value = befall(published(each, 'docker-auth'));
        fc.pre(id !== 'wrapped' || Buffer.from(value).includes('\n'));
        const { defects, sound } = inspect(value, { format: 'docker-auth' });
        expect(defects.map((defect) => defect.id)).toContain(id);
        if (!(id === 'line-end' && value.toString().endsWith('=\n'))) expect(sound).toBe(!isWrong(defects));
      }),
    );
  });

  test('has the defect url-safe with the alphabet for addresses', () => {
    const value = base64('bob:\xff\xfe~~~???>>>').replaceAll('+', '-').replaceAll('/', '_');
    expect(defectsOf(value)).toEqual(['url-safe']);
  });

  test('has the defect unpadded without the = at its end, or without one of two', () => {
    expect(defectsOf(base64('bob:word').replace(/=+$/, ''))).toEqual(['unpadded']);
    expect(defectsOf(base64('bob:passwo').replace(/=$/, ''))).toEqual(['unpadded']);
  });
});

const isWrong = (defects: readonly { severity: string }[]) =>
  defects.some(({ severity }) => severity === 'wrong');

describe('a credential that is not one', () => {
  test.each<[DefectId, what: string, value: string, How?]>([
    ['empty', 'nothing', ''],
    ['empty', 'a newline', '\n'],
    ['password-alone', 'a password', 'correct-horse-battery'],
    ['password-alone', 'base64 of a password', base64('correct-horse-battery')],
    ['password-alone', 'what aws ecr get-login-password prints', ecrToken('payload')],
    ['password-alone', 'a password that happens to be base64', 'AAECAwQFBgcICQ=='],
    ['empty-user', 'a user that the shell took for a variable', base64(':nvapi-key')],
    ['user', 'a user with a blank', base64('bob smith:word')],
    ['empty-password', 'no password', base64('bob:')],
    ['password-line-end', 'echo without -n', base64('bob:word\n')],
    ['password-line-end', 'a line of a Windows file', base64('bob:word\r\n')],
    ['password-lines', 'a wrapped token inside', base64('AWS:word\nword')],
    ['password-spaces', 'a blank after the colon', base64('bob: word')],
    ['control-characters', 'NUL', base64('bob:wo\0rd')],
    ['control-characters', 'a backspace', base64('bob:wo\brd')],
    ['password-quotes', 'quotes around the password', base64('bob:"word"')],
    ['user-in-password', 'the user once more', base64('bob:bob:word')],
    ['user-in-password', 'base64 of the pair as password', base64(`AWS:${base64('AWS:word')}`)],
    ['user-in-password', 'a pair where the password is wanted', 'AWS:word', { format: 'password' }],
    ['user-in-password', 'a value of docker-auth there', base64('AWS:word'), { format: 'password' }],
    ['encoded', 'base64 where it is taken plain', base64('bob:word'), { format: 'user-password' }],
    ['docker-config', 'a config.json', '{"auths":{}}', { format: 'docker-auth' }],
    ['docker-config', 'a config.json as the password', '{"auths":{}}', { format: 'password' }],
    ['docker-config', 'base64 of a config.json', base64('{"auths":{}}'), { format: 'docker-auth' }],
    ['google-key-alone', 'a key file', googleKey('private')],
    ['google-key-alone', 'a key file in base64', base64(googleKey('private'))],
    ['json', 'the JSON of another format', '{"username":"bob","password":"word"}'],
    ['google-key', 'a key cut off', base64(`_json_key:${googleKey('private').slice(0, 60)}`)],
    ['user-of-host', 'a name of one’s own at ECR', base64('bob:word'), { host: ECR }],
    ['user-of-host', 'AWS at Google', base64('AWS:word'), { host: hostNamed('us-docker.pkg.dev') }],
    ['user-of-host', 'an e-mail address', base64('bob@acme.example:word'), { host: hostNamed('docker.io') }],
    ['user-of-token', 'a token of ECR under a name', base64(`bob:${ecrToken('payload')}`)],
    ['user-of-token', 'an access token under the user of keys', base64('_json_key_base64x:ya29.word')],
    ['token-of-other', 'a token of ECR for GitHub', base64(`AWS:${ecrToken('payload')}`), { host: GHCR }],
    ['github-token', 'a fine-grained token', base64('bob:github_pat_word'), { host: GHCR }],
    ['expired', 'a token of ECR of yesterday', base64(`AWS:${ecrToken('payload', -12)}`)],
    ['expired', 'a token of ECR of yesterday, alone', ecrToken('payload', -12), { format: 'password' }],
    ['expired', 'a JSON Web Token of yesterday', base64(`bob:${jsonWebToken('signature', -24)}`)],
    ['large', 'what a parameter does not hold', base64(`bob:${'word'.repeat(1_000)}`)],
  ])('has the defect %s: %s', (id, _, value, how) => {
    expect(defectsOf(value, how)).toContain(id);
  });

  test('is said with how long ago it died, and with how long it lives', () => {
    const [dead, alive] = [-2, 12].map((hours) => inspect(base64(`AWS:${ecrToken('payload', hours)}`)));
    expect(dead?.defects[0]?.is).toContain('expired 2 h ago');
    expect(alive?.seen.join()).toContain('It lives for 12 h, by its own payload.');
  });
});

describe('a Docker config.json', () => {
  const config = (auths: object, more: object = {}) => JSON.stringify({ auths, ...more });
  const entry = { auth: base64('bob:word') };

  test.each<[DefectId, what: string, value: string, How?]>([
    ['no-docker-config', 'a text', 'bob:word', { format: 'docker-config-json' }],
    ['no-auths', 'no auths', '{}', { format: 'docker-config-json' }],
    ['helper', 'a keychain alone', '{"credsStore":"osxkeychain"}'],
    [
      'helper',
      'a helper before the entry',
      config({ 'ghcr.io': entry }, { credHelpers: { 'ghcr.io': 'gh' } }),
    ],
    ['empty-entry', 'what docker login leaves', config({ 'ghcr.io': {} })],
    ['other-token', 'an identity token', config({ 'ghcr.io': { ...entry, identitytoken: 'word' } })],
    ['host', 'a key that is an address', config({ 'https://ghcr.io/': entry })],
    ['host', 'a short key of Docker Hub', config({ 'docker.io': entry })],
    ['host-missing', 'another host', config({ 'registry.example.com': entry }), { host: GHCR }],
    ['encoded', 'the data of a Kubernetes secret', base64(config({ 'ghcr.io': entry }))],
    ['not-encoded', 'a pair as it stands', config({ 'ghcr.io': { auth: 'bob:word' } })],
    ['password-line-end', 'echo in an entry', config({ 'ghcr.io': { auth: base64('bob:word\n') } })],
    ['user-of-host', 'a user of another registry', config({ [ECR.host]: entry })],
  ])('has the defect %s: %s', (id, _, value, how) => {
    expect(defectsOf(value, how)).toContain(id);
  });

  test('is sound with user and password in fields of their own, over many lines', () => {
    const value = JSON.stringify({ auths: { 'ghcr.io': { username: 'bob', password: 'word' } } }, null, 2);
    expect(inspect(`${value}\n`)).toMatchObject({ sound: true, format: 'docker-config-json', defects: [] });
  });

  test('asks a helper for those entries alone that name one', () => {
    const helped = config({ constructor: entry }, { credHelpers: { 'ghcr.io': 'gh' } });
    expect(defectsOf(helped)).not.toContain('helper');
  });

  test('is told entry by entry', () => {
    const { defects } = inspect(
      config({ 'ghcr.io': entry, 'registry.example.com': { auth: base64('bob:') } }),
    );
    expect(defects.map(({ is }) => is)).toEqual([
      'has for registry.example.com an entry that has an empty password',
    ]);
  });
});

describe('whatever is wrong with it', () => {
  const LONGEST_TOLD = 8;

  test('nothing of the value is told, and not eight characters of its password', () => {
    const mishaps = fc.constantFrom(...MISHAPS.map(([, , befall]) => befall), (value: string) => value);
    const hosts = fc.constantFrom<RegistryHost | undefined>(undefined, ECR, GHCR);
    fc.assert(
      fc.property(
        login,
        mishaps,
        mishaps,
        fc.constantFrom(...FORMATS),
        fc.constantFrom(undefined, ...FORMATS),
        hosts,
        (each, befall, befallAgain, made, format, host) => {
          const value = befall(befallAgain(published(each, made)).toString());
          const said = JSON.stringify(inspect(value, { ...(format && { format }), ...(host && { host }) }));
          const auth = published(each, 'docker-auth');
          const secrets = [each.credential.password.reveal(), auth, base64(auth)];
          expect(secrets.flatMap(pieces).filter((piece) => said.includes(piece))).toEqual([]);
        },
      ),
      { numRuns: 300 },
    );
  });

  /** What every key of Google has in it is no secret. */
  function pieces(secret: string): string[] {
    const harmless = /service_account/g;
    return secret
      .split(harmless)
      .flatMap((part) =>
        Array.from({ length: Math.max(0, part.length - LONGEST_TOLD + 1) }, (_, at) =>
          part.slice(at, at + LONGEST_TOLD),
        ),
      )
      .filter((piece) => piece.trim().length >= LONGEST_TOLD);
  }

  test('no user is named that somebody chose: it may be the beginning of a password', () => {
    const inspection = inspect(base64('correct-horse:battery-staple'));
    expect(inspection.seen).toEqual(['The user is 13 characters long.']);
    expect(JSON.stringify(inspection)).not.toContain('horse');
  });

  test('it throws for no bytes at all', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), fc.constantFrom(...FORMATS), (bytes, format) => {
        expect(() => inspect(Buffer.from(bytes), { format })).not.toThrow();
      }),
    );
  });
});
