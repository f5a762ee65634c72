import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { diffLines } from '../../lib/text/line-diff.ts';

const anyLines = fc.array(fc.constantFrom('a', 'b', 'c'), { maxLength: 12 });

describe('A comparison of lines', () => {
  it('gives both texts back', () => {
    fc.assert(
      fc.property(anyLines, anyLines, (before, after) => {
        const lines = diffLines(before, after);
        expect(lines.filter(({ kind }) => kind !== 'added').map(({ text }) => text)).toEqual(before);
        expect(lines.filter(({ kind }) => kind !== 'removed').map(({ text }) => text)).toEqual(after);
      }),
      { numRuns: 1_000 },
    );
  });

  it('keeps what stays', () => {
    const kinds = diffLines(['a', 'b', 'c'], ['a', 'x', 'c', 'd']).map(({ kind, text }) => `${kind} ${text}`);
    expect(kinds).toEqual(['kept a', 'removed b', 'added x', 'kept c', 'added d']);
  });

  it('replaces everything where nearly nothing stays', () => {
    const lines = diffLines(Array(2_000).fill('a'), Array(2_000).fill('b'));
    expect(lines).toHaveLength(4_000);
  });
});
