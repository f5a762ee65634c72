import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { actionPattern, covers, overlaps, resourcePattern } from '../../../lib/deployment/policy/pattern.ts';

const SECRET = 'arn:aws:secretsmanager:us-east-1:111122223333:secret';

describe('a pattern', () => {
  test.each([
    ['*', `${SECRET}:a`],
    [`${SECRET}:*`, `${SECRET}:a-??????`],
    [`${SECRET}:a-*`, `${SECRET}:a-??????`],
    [`${SECRET}:a*-??????`, `${SECRET}:ab-??????`],
    ['arn:aws:secretsmanager:*:111122223333:secret:a', `${SECRET}:a`],
    ['arn:aws:secretsmanager:*', `${SECRET}:a`],
    ['arn:aws:ecr:us-east-?:*:repository/*', 'arn:aws:ecr:us-east-1:111122223333:repository/a/b'],
  ])('%s covers %s', (wide, narrow) => {
    expect(covers([resourcePattern(wide)], resourcePattern(narrow))).toBe(true);
    expect(covers([resourcePattern(narrow)], resourcePattern(wide))).toBe(false);
  });

  test.each([
    [`${SECRET}:a-??????`, `${SECRET}:a-?????`],
    ['arn:aws:secretsmanager:*:secret:a', `${SECRET}:a`], // a wildcard stays in its part
    ['arn:aws:ecr:us-east-1:111122223333:repository/a', 'arn:aws:ecr:us-east-1:111122223333:repository/A'],
  ])('%s does not cover %s', (wide, narrow) => {
    expect(covers([resourcePattern(wide)], resourcePattern(narrow))).toBe(false);
  });

  test('of an action is the same in whatever case', () => {
    expect(covers([actionPattern('ECR:Batch*')], actionPattern('ecr:batchgetimage'))).toBe(true);
  });

  test('can be covered by several that do not cover it alone', () => {
    const patterns = ['a', 'a?*'].map(resourcePattern);
    expect(covers(patterns, resourcePattern('a*'))).toBe(true);
    for (const one of patterns) expect(covers([one], resourcePattern('a*'))).toBe(false);
  });
});

/** Few letters, so that texts and patterns often fit each other. */
const word = fc.string({ unit: fc.constantFrom('a', 'b', ':'), maxLength: 6 });
const wild = fc.string({ unit: fc.constantFrom('a', 'b', ':', '*', '?'), maxLength: 6 });
const asRegExp = (pattern: string) =>
  new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`, 's');

describe('the answers agree with those of regular expressions', () => {
  test('for one text', () => {
    fc.assert(
      fc.property(wild, word, (pattern, text) => {
        expect(covers([resourcePattern(pattern)], resourcePattern(text))).toBe(asRegExp(pattern).test(text));
        expect(overlaps(resourcePattern(pattern), resourcePattern(text))).toBe(asRegExp(pattern).test(text));
      }),
      { numRuns: 1_000 },
    );
  });

  test('for all texts that a pattern stands for', () => {
    const texts = textsUpTo(5);
    fc.assert(
      fc.property(fc.array(wild, { minLength: 1, maxLength: 3 }), wild, (wide, narrow) => {
        const lets = (pattern: string) => texts.filter((text) => asRegExp(pattern).test(text));
        const covered = covers(wide.map(resourcePattern), resourcePattern(narrow));
        const left = lets(narrow).filter((text) => !wide.some((each) => asRegExp(each).test(text)));
        if (covered) expect(left).toEqual([]);
        if (left.length > 0) expect(covered).toBe(false);
        const common = lets(narrow).filter((text) => wide.some((each) => asRegExp(each).test(text)));
        if (common.length > 0) {
          expect(wide.some((each) => overlaps(resourcePattern(each), resourcePattern(narrow)))).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });

  /** With a letter that no pattern names, since a wildcard stands for those too. */
  function textsUpTo(length: number): string[] {
    const shorter = length === 0 ? [] : textsUpTo(length - 1);
    return ['', ...shorter.flatMap((text) => ['a', 'b', ':', 'z'].map((letter) => letter + text))].filter(
      (text, index, all) => all.indexOf(text) === index,
    );
  }
});
