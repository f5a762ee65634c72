import fc from 'fast-check';
import { expect, test } from 'vitest';
import { sealedBox } from '../../lib/backends/http/sealed-box.ts';
import { newBoxKey, openSealedBox } from '../../sandbox/platforms/sealed-box.ts';

/** Made by libsodium 0.8.4 (`crypto_box_seal`) for the secret key 1, 2, 3 … 32. */
const BY_LIBSODIUM = {
  key: {
    secretKey: Buffer.from(Array.from({ length: 32 }, (_, index) => index + 1)),
    publicKey: Buffer.from('B6N8vBQgk8i3VdwbEOhstCY3StFqqFPtC9/AsrhtHHw=', 'base64'),
  },
  sealed: Buffer.from(
    'GAvbyXtc855KO/EXhkFnhL+O32e2e+AgBn227o6ltiZSMTj/p1bFyT9ekflfDusAlL3NekHOM3bFsqXhf0Sc7fqtMV1xXQahFhs4EjoG7pg4Tw==',
    'base64',
  ),
};

test('the sandbox opens what libsodium sealed', () => {
  const { key, sealed } = BY_LIBSODIUM;
  expect(openSealedBox(sealed, key)?.toString()).toBe('a message for the owner of the key');
});

test('the sandbox opens what pullkeeper sealed, and nothing else', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), (message) => {
      const key = newBoxKey();
      const sealed = Buffer.from(sealedBox(message, key.publicKey));
      expect(openSealedBox(sealed, key)).toEqual(Buffer.from(message));
      expect(openSealedBox(sealed, newBoxKey())).toBeUndefined();
      expect(sealedBox(message, key.publicKey)).not.toEqual(sealed);
    }),
    { numRuns: 20 },
  );
});

test.each([0, 31, 33])('a public key of %i bytes is refused', (length) => {
  expect(() => sealedBox(Buffer.from('x'), Buffer.alloc(length, 1))).toThrow();
});
