import { describe, expect, test } from 'vitest';
import { parseHost } from '../../lib/hosts/parse.ts';
import { quote } from '../../lib/secrecy/quote.ts';

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
