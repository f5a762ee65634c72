import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { redact } from '../../lib/secrecy/redact.ts';
import { Secret } from '../../lib/secrecy/secret.ts';
import { countCpu } from '../cpu-time.ts';
import { leakIn, SPELLING_NAMES, secretText, spell, spelling, WRAPPING_NAMES } from './spell.ts';

const VALUE = ['Zm9v/bar+BAZqux', 'corge-grault', 'waldo/fred+plugh=='].join('_');
const secret = new Secret(VALUE);

test('redact leaves a text as it is where there is no secret', () => {
  expect(redact('a text', [])).toBe('a text');
  expect(redact('', [secret])).toBe('');
});

describe('redact finds a secret', () => {
  test.each(SPELLING_NAMES)('%s', (name) => {
    const clean = redact(`before ${spell(VALUE, name)} after`, [secret]);
    expect(clean).toMatch(/^before .*\[redacted\].* after$/s);
    expect(leakIn(clean, VALUE)).toBeUndefined();
  });

  test.each(WRAPPING_NAMES)('%s', (name) => {
    expect(leakIn(redact(spell(VALUE, 'as it is', name), [secret]), VALUE)).toBeUndefined();
  });

  test('of which only eight characters are there, and not of which only seven are', () => {
    expect(redact(`x${VALUE.slice(20, 28)}x`, [secret])).toBe('x[redacted]x');
    expect(redact(`x${VALUE.slice(20, 27)}x`, [secret])).toBe(`x${VALUE.slice(20, 27)}x`);
  });

  test('of seven characters only as a whole, wherever it is', () => {
    const short = new Secret('hunTer2');
    const found = (text: string) => redact(text, [short]);
    expect(found('hunTer2, hunTer2hunTer2 and HUNTER2.')).toBe('[redacted], [redacted] and [redacted].');
    expect(found('<hunTer2>')).toBe('<[redacted]>');
    expect(found('hunTer is no secret')).toBe('hunTer is no secret');
  });

  test('whose own blanks are taken out, or written as +', () => {
    const phrase = ['correct', 'horse', 'battery', 'staple'].join(' ');
    for (const text of [phrase, phrase.replaceAll(' ', '+'), phrase.replaceAll(' ', ''), phrase.slice(3, 12)])
      expect(redact(`<${text}>`, [new Secret(phrase)])).toBe('<[redacted]>');
  });

  test('of invisible characters alone', () => {
    const nulls = new Secret('\0'.repeat(20));
    expect(redact(JSON.stringify(nulls.reveal()), [nulls])).toBe('"[redacted]"');
  });

  test('that is not ASCII, byte by byte', () => {
    const umlauts = 'pässwörd-geheim-tür';
    expect(redact(encodeURIComponent(umlauts), [new Secret(umlauts)])).toBe('[redacted]');
  });

  test('in the parts that are secret, and leaves the public ones', () => {
    const pair = new Secret(`a-robot-user:${VALUE}`, [VALUE]);
    expect(redact(`a-robot-user:${VALUE}`, [pair])).toBe('a-robot-user:[redacted]');
  });

  test('however it is spelled and whatever is around it', { timeout: 120_000 }, () => {
    fc.assert(
      fc.property(secretText, spelling, fc.string(), fc.string(), (value, { spell }, before, after) => {
        expect(
          leakIn(redact(`${before}${spell(value)}${after}`, [new Secret(value)]), value),
        ).toBeUndefined();
      }),
      { numRuns: 5_000 },
    );
  });
});

describe('redact leaves alone', () => {
  test.each([
    [
      'a denial',
      'User: arn:aws:sts::111122223333:assumed-role/a/b is not authorized to perform: ecr:BatchGetImage',
    ],
    ['blanks and lines', 'one\n  two\tthree'],
    ['escapes that are none', '100% of C:\\new &c. &#; \\u12'],
  ])('%s', (_, text) => expect(redact(text, [secret])).toBe(text));
});

describe('redact takes time in proportion to', () => {
  const many = Array.from({ length: 300 }, () => new Secret(randomBytes(1_500).toString('base64')));
  const timeOf = (text: string, secrets: Secret[]) => {
    const cpuMs = countCpu();
    redact(text, secrets);
    return cpuMs();
  };

  test.each([
    ['random text', randomBytes(750_000).toString('base64')],
    ['escapes', '\\u0041'.repeat(170_000)],
    ['escapes of escapes', `%${'25'.repeat(500_000)}41`],
    ['broken escapes', '&#'.repeat(500_000)],
    ['backslashes', '\\'.repeat(1_000_000)],
    ['blanks', ' '.repeat(1_000_000)],
    ['a secret over and over', many[0]?.reveal().repeat(500) ?? ''],
  ])('a megabyte of %s, with hundreds of secrets', { timeout: 60_000 }, (_, text) => {
    const half = timeOf(text.slice(0, text.length / 2), many);
    expect(timeOf(text, many)).toBeLessThan(4 * half + 2_000);
  });
});
