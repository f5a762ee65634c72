import { describe, expect, test } from 'vitest';
import { parseHost } from '../../lib/hosts/parse.ts';
import { concealTokens, quote } from '../../lib/secrecy/quote.ts';

describe('what is read back to the one who wrote it', () => {
  test.each([
    ['a host as it is', 'registry.example.com:5000/app', '"registry.example.com:5000/app"'],
    ['a long host as it is', 'OurVeryOwnContainerRegistry.example', '"OurVeryOwnContainerRegistry.example"'],
    ['a digest as it is', 'ghcr.io/app@sha256:abcdef', '"ghcr.io/app@sha256:abcdef"'],
    ['control characters escaped', 'a\tb\u0000\u001b[2J', String.raw`"a\tb\u0000\u001b[2J"`],
    ['letters of other alphabets escaped', 'gh\u0441r.io', String.raw`"gh\u{441}r.io"`],
    ['half a surrogate pair escaped', '\ud83d', String.raw`"\ud83d"`],
    ['megabytes cut short', 'x'.repeat(24_000_000), `"${'x'.repeat(80)}…"`],
    ['long input cut short', 'abc.'.repeat(30), `"${'abc.'.repeat(20)}…"`],
  ])('%s', (_, text, shown) => {
    expect(quote(text)).toBe(shown);
  });
});

describe('what is never read back', () => {
  const SECRET = 'hunTer2';

  test.each([
    `bot:${SECRET}@ghcr.io`,
    `https://bot:${SECRET}@ghcr.io/acme`,
    `bot:a@${SECRET}@ghcr.io`,
    `bot:a/${SECRET}@ghcr.io`,
    `bot:${SECRET}@ghcr.io/app@sha256:abcdef`,
    `bot:${SECRET}`,
    `AWS:${SECRET}`,
    `https://bot:${SECRET}/`,
    `_json_key:{"private_key": "${SECRET}"}`,
    `oauth2accesstoken:ya29.${SECRET}`,
    `ghp_${SECRET}abcdefghijklmnopqrstuvwxyz012345`,
    `eyJhbGciOiJub25lIn0.eyJ${SECRET}abcdefghijklmno.c2lnbmF0dXJl`,
    `DOCKER_REGISTRY_ghcr.io=Ym90Om${SECRET}abcdefg==`,
  ])('the secret in %s', (text) => {
    const parsed = parseHost(text);
    expect(parsed.ok).toBe(false);
    expect(JSON.stringify(parsed).toLowerCase()).not.toContain(SECRET.toLowerCase());
  });
});

describe('of an input with a credential, what is shown', () => {
  test.each([
    ['is the host after a user and a password', 'bot:hunTer2@ghcr.io', '"…@ghcr.io"'],
    ['is the host after a password alone', 'hunTer2@ghcr.io', '"…@ghcr.io"'],
    ['is the host after a password of two lines', 'hun@\nTer2@ghcr.io', '"…@ghcr.io"'],
    ['is the user before a password', 'bot:hunTer2', '"bot:…"'],
    ['is the user before a password of two lines', 'bot:hun\nTer2', '"bot:…"'],
    ['is the address before a password', 'https://bot:hunTer2', '"https://bot:…"'],
    ['is a port, which is no password', 'ghcr.io:443', '"ghcr.io:443"'],
    ['is no port of six digits, which may be a password', 'ghcr.io:443443', '"ghcr.io:…"'],
  ])('%s: %j', (_, text, shown) => {
    expect(quote(text)).toBe(shown);
  });

  test.each([
    ['an unbroken text with digits', 'abcdefghij0123456789', '…'],
    ['one of 19 characters', 'abcdefghij012345678', 'abcdefghij012345678'],
    ['a long name without digits', 'our-very-own-container-registry', 'our-very-own-container-registry'],
    ['a long unbroken name', 'OurVeryOwnContainerRegistry', 'OurVeryOwnContainerRegistry'],
    ['a name in parts', 'our-own-registry-number-12345', 'our-own-registry-number-12345'],
    ['a name in parts, in capitals', 'OUR-OWN-REGISTRY-NUMBER-12345', 'OUR-OWN-REGISTRY-NUMBER-12345'],
    ['parts in mixed letters', 'Our-own-registry-number-12345', '…'],
    ['parts with a character of base64', 'our-own_registry-number-12345', '…'],
    ['the name of a secret', 'DOCKER_REGISTRY_111122223333', 'DOCKER_REGISTRY_111122223333'],
    ['what ends like the name of a secret', '111122223333_DOCKER_REGISTRY_', '…'],
  ])('%s: %s is %s', (_, text, shown) => {
    expect(concealTokens(`<${text}>`)).toBe(`<${shown}>`);
  });
});
