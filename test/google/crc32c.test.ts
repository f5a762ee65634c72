import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crc32c } from '../../lib/google/crc32c.ts';
import { castagnoli } from '../../sandbox/google/secret-manager/checks.ts';

test('the checksum is that of Castagnoli, by its known answers', () => {
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
  expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa);
  expect(crc32c(Buffer.alloc(32, 0xff))).toBe(0x62a8ab43);
  expect(crc32c(Buffer.alloc(0))).toBe(0);
});

test('it agrees with the one that is made bit by bit', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => crc32c(bytes) === castagnoli(bytes)));
});
