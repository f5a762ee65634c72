import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Failure } from '../../lib/failure.ts';
import { safeText, toSafeText } from '../../lib/secrecy/safe-text.ts';
import { Secret } from '../../lib/secrecy/secret.ts';

const ESCAPE = '\u001b';

describe('text from outside', () => {
  test.each([
    ['is on one line', 'one\ntwo\r\nthree', String.raw`one\ntwo\r\nthree`],
    ['does not colour a terminal', `${ESCAPE}[31mred${ESCAPE}[0m`, String.raw`\u{1b}[31mred\u{1b}[0m`],
    ['does not turn the text around', 'a\u202eb', String.raw`a\u{202e}b`],
    ['has no invisible characters', 'a\u200bb\u2028c', String.raw`a\u{200b}b\u{2028}c`],
    ['gives no orders to GitHub', '::error::wrong', String.raw`\u{3a}:error::wrong`],
    ['gives no orders to Azure', 'a ##vso[task.setvariable]b', String.raw`a #\u{23}vso[task.setvariable]b`],
    ['gives no older orders to GitHub', '##[add-mask]b', String.raw`#\u{23}[add-mask]b`],
    ['keeps an ARN as it is', 'arn:aws:iam::111122223333:role/a', 'arn:aws:iam::111122223333:role/a'],
    ['keeps letters of other languages', 'nicht möglich: 不可', 'nicht möglich: 不可'],
    ['has no blanks at its ends and one in between', '  a   b ', 'a b'],
    ['is cut', 'x'.repeat(400), `${'x'.repeat(300)}…`],
    ['is cut after it has been redacted', `${'x'.repeat(295)}not-a-secret`, `${'x'.repeat(295)}[reda…`],
  ])('%s', (_, text, shown) => {
    expect(toSafeText(text, { secrets: [new Secret('not-a-secret')] })).toBe(shown);
  });

  test('is one visible line of a known length, whatever it was', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 1_000 }), (text) => {
        const shown = toSafeText(text);
        expect(shown).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]|^\s*::|##[a-z]*\[/iu);
        expect(shown.length).toBeLessThanOrEqual(301);
      }),
    );
  });

  test('enters a Failure by the door alone: these do not compile', () => {
    const raw: string = 'raw';
    // @ts-expect-error a text from outside is no safe text
    expect(new Failure('denied', 'no', { cause: raw })).toBeInstanceOf(Failure);
    // @ts-expect-error nor is our own with such a text in it
    expect(safeText`HTTP 400: ${raw}`).toBe('HTTP 400: raw');
    expect(new Failure('denied', 'no', { cause: safeText`HTTP ${400}: ${toSafeText(raw)}` }).cause).toBe(
      'HTTP 400: raw',
    );
  });
});
