import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { visible, visibleInPlace, visibleJson, visibleLines } from '../../lib/secrecy/visible.ts';

/** What may steer a terminal, a log or a CI runner. */
const STEERS = /[\p{C}\p{Zl}\p{Zp}]|##[a-z]*\[/iu;

const anyText = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc
    .array(
      fc.constantFrom('\u001b[31m', '\u009b', '\n', '\u2028', '\u202e', '\ud83d', '##[', '##vso[', 'a', '…'),
    )
    .map((parts) => parts.join('')),
);

describe('Text from outside', () => {
  it.each([
    ['plain text', 'ghcr.io/acme/modèle 🐋', 'ghcr.io/acme/modèle 🐋'],
    ['a colour', '\u001b[31mred', '\\u{1b}[31mred'],
    ['line breaks', 'a\r\nb\u2028c', 'a\\r\\nb\\u{2028}c'],
    ['text that runs backwards', 'a\u202eb', 'a\\u{202e}b'],
    ['half of a character', 'a\ud83d', 'a\\u{d83d}'],
    ['a command to a CI runner', 'x ##[error]y', 'x #\\u{23}[error]y'],
  ])('is shown as one harmless line: %s', (_, text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it('is cut between characters', () => {
    expect(visible('abc🐋', 4)).toBe('abc…');
    expect(visible('abcd', 4)).toBe('abcd');
  });

  it('never steers what prints it, and is never longer than allowed', () => {
    fc.assert(
      fc.property(anyText, fc.nat(40), (text, longest) => {
        expect(visible(text, longest)).not.toMatch(STEERS);
        expect(visible(text, longest).length).toBeLessThanOrEqual(longest + 1);
      }),
      { numRuns: 2_000 },
    );
  });
});

it('keeps its lines where it is our own text of several', () => {
  expect(visibleLines('one\u001b\n::error::two')).toBe('one\\u{1b}\n\\u{3a}:error::two');
});

it('keeps every character in its column where it is a line of a source', () => {
  expect(visibleInPlace('a\u001bb\u{e0001}c ##vso[x]')).toBe('a b  c #*vso[x]');
});

describe('JSON', () => {
  it('says the same, and steers nothing', () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const json = visibleJson({ text }, 2);
        expect(JSON.parse(json)).toEqual({ text });
        expect(json.replaceAll('\n', '')).not.toMatch(STEERS);
      }),
      { numRuns: 2_000 },
    );
  });
});
