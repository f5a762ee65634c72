import { expect, test } from 'vitest';
import type { CheckResult } from '../../lib/doctor/check.ts';
import { doctorText } from '../../lib/doctor/text.ts';

const plain = { colours: false };
const denied = (n: number): CheckResult => ({
  group: 'identities',
  name: `role ${n}`,
  outcome: 'wrong',
  says: `cannot mint as role ${n}`,
  kind: 'denied',
  cause: 'ExpiredToken',
  hint: 'sign in again: aws sso login',
});
const MANY = Array.from({ length: 292 }, (_, n) => denied(n));
const FINE: CheckResult = { group: 'clock', name: 'clock', outcome: 'fine', says: 'right' };
const UNASKED: CheckResult = { group: 'aws', name: 'ledger', outcome: 'not checked', says: 'no table' };

test('what has one cause is one entry, with what to do about it', () => {
  expect(doctorText([...MANY, FINE], plain)).toBe(`identities
  wrong        role 0, role 1, role 2 and 289 more: cannot mint as role 0
               cause: ExpiredToken
               do: sign in again: aws sso login

clock
  fine         clock: right

292 wrong, 1 fine. Fix the first problem first: later ones often follow from it.
`);
});

test('what has another cause is another entry', () => {
  const text = doctorText([denied(1), { ...denied(2), cause: 'AccessDenied' }], plain);
  expect(text).toContain('role 1: cannot mint as role 1');
  expect(text).toContain('role 2: cannot mint as role 2');
});

test('problems alone leave out what is fine, and keep the totals', () => {
  const text = doctorText([UNASKED, FINE], { ...plain, problemsOnly: true });
  expect(text).not.toContain('clock');
  expect(text).toContain(
    '1 not checked, 1 fine. Nothing was found that would fail the next run. 1 check could not',
  );
});

test('a narrow terminal breaks text at blanks', () => {
  const wordy = { ...FINE, says: 'a word '.repeat(30).trim(), hint: 'do this or that '.repeat(10).trim() };
  const lines = doctorText([wordy], { ...plain, width: 80 }).split('\n');
  expect(lines.length).toBeGreaterThan(6);
  for (const line of lines.slice(0, -2)) expect(line.length).toBeLessThanOrEqual(80);
});
