import { expect, test } from 'vitest';
import { readText } from '../../lib/async/read-text.ts';

const MIB = 1024 * 1024;

/** Counts the chunks that are taken from it. */
function bodyOf(chunks: number) {
  const taken = { chunks: 0, isClosed: false };
  async function* body() {
    try {
      for (; taken.chunks < chunks; taken.chunks++) yield new Uint8Array(MIB).fill(0x61);
    } finally {
      taken.isClosed = true;
    }
  }
  return { body: body(), taken };
}

test('an answer is read to its end, also where a character is cut in two', async () => {
  const bytes = Buffer.from('pässwörter');
  async function* body() {
    for (const byte of bytes) yield Uint8Array.of(byte);
  }
  expect(await readText(body())).toBe('pässwörter');
  expect(await readText(null)).toBe('');
  expect(await readText(bodyOf(4).body)).toHaveLength(4 * MIB);
});

test('an answer without an end is left after its first megabytes', async () => {
  const { body, taken } = bodyOf(Number.POSITIVE_INFINITY);
  await expect(readText(body)).rejects.toThrow('longer than');
  expect(taken).toEqual({ chunks: 4, isClosed: true });
});
