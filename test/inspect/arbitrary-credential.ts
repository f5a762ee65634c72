import fc from 'fast-check';
import { keyFor } from '../../lib/hosts/key.ts';
import { parseHost } from '../../lib/hosts/parse.ts';
import type { RegistryHost } from '../../lib/hosts/registry-host.ts';
import { Secret } from '../../lib/secrecy/secret.ts';
import type { Credential } from '../../lib/sources/source.ts';

export const ECR = hostNamed('111122223333.dkr.ecr.us-east-1.amazonaws.com');
export const GHCR = hostNamed('ghcr.io');
export const NOW = new Date('2026-11-21T12:00:00Z');
const HOUR_S = 3_600;

export function hostNamed(name: string): RegistryHost {
  const parsed = parseHost(name);
  if (!parsed.ok) throw new Error(parsed.problem.message);
  return parsed.host;
}

export interface Login {
  host: RegistryHost;
  key: string;
  credential: Credential;
}

export const base64 = (text: string) => Buffer.from(text).toString('base64');

/** A token as ECR mints it; the payload is never looked into. */
export function ecrToken(payload: string, hoursLeft = 12): string {
  const expiration = NOW.getTime() / 1_000 + hoursLeft * HOUR_S;
  return base64(JSON.stringify({ payload, datakey: 'AQEBAHh', version: '2', type: 'DATA_KEY', expiration }));
}

export function jsonWebToken(signature: string, hoursLeft: number): string {
  const part = (claims: object) => Buffer.from(JSON.stringify(claims)).toString('base64url');
  return [part({ alg: 'RS256' }), part({ exp: NOW.getTime() / 1_000 + hoursLeft * HOUR_S }), signature].join(
    '.',
  );
}

export function googleKey(secret: string): string {
  const key = { type: 'service_account', private_key: `${secret}\n`, client_email: 'puller@acme.test' };
  return JSON.stringify(key, null, 2);
}

/** Letters and digits enough that no message has eight of them in a row by chance. */
export const randomText = fc.string({
  unit: fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'),
  minLength: 24,
  maxLength: 60,
});

/** What people choose, within what can be typed: every sign of ASCII in the middle, colons too. */
const chosen = fc
  .tuple(randomText, fc.string({ unit: 'grapheme-ascii', maxLength: 20 }), randomText)
  .map((parts) => parts.join(''));

const user = fc.stringMatching(/^[a-z][a-z0-9-]{1,15}$/);

/** Credentials as registries give them: whoever signs in with one of these gets in. */
export const login: fc.Arbitrary<Login> = fc
  .oneof(
    randomText.map((payload) => ({ name: ECR.host, username: 'AWS', password: ecrToken(payload) })),
    randomText.map((text) => ({
      name: 'us-docker.pkg.dev',
      username: 'oauth2accesstoken',
      password: `ya29.${text}`,
    })),
    randomText.map((text) => ({ name: 'gcr.io', username: '_json_key', password: googleKey(text) })),
    randomText.map((text) => ({
      name: 'gcr.io',
      username: '_json_key_base64',
      password: base64(googleKey(text)),
    })),
    randomText.map((text) => ({ name: 'nvcr.io', username: '$oauthtoken', password: `nvapi-${text}` })),
    fc.tuple(user, randomText).map(([username, text]) => ({
      name: GHCR.host,
      username,
      password: `ghp_${text}`,
    })),
    fc.tuple(user, chosen).map(([username, password]) => ({ name: 'docker.io', username, password })),
    fc
      .tuple(user, chosen)
      .map(([username, password]) => ({ name: 'registry.example.com:5000', username, password })),
  )
  .map(({ name, username, password }) => {
    const host = hostNamed(name);
    const credential = { username, password: new Secret(password), mintedAt: NOW };
    return { host, key: keyFor(host), credential };
  });
