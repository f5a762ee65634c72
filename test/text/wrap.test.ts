import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { wrap } from '../../lib/text/wrap.ts';

describe('wrapped text', () => {
  test('breaks at blanks, and indents what follows', () => {
    expect(wrap('one two three', 8, '  ')).toBe('one two\n  three');
  });

  test('keeps a word that is wider than the line whole', () => {
    expect(wrap('a DOCKER_REGISTRY_ghcr.io b', 8)).toBe('a\nDOCKER_REGISTRY_ghcr.io\nb');
  });

  test('is left alone where no width is known', () => expect(wrap('a b c', undefined)).toBe('a b c'));

  test('loses no word, and exceeds the width with a single word alone', () => {
    const words = fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1, maxLength: 30 });
    fc.assert(
      fc.property(words, fc.integer({ min: 4, max: 40 }), (all, width) => {
        const lines = wrap(all.join(' '), width, '  ').split('\n');
        expect(lines.flatMap((line) => line.trim().split(' '))).toEqual(all);
        for (const line of lines) expect(line.length <= width || !line.trim().includes(' ')).toBe(true);
      }),
    );
  });
});
