import { expect, test } from 'vitest';
import { nearest } from '../../lib/text/nearest.ts';

const KEYS = ['host', 'identity', 'image', 'publish', 'credentials'];

test.each([
  ['hots', 'host'],
  ['publsh', 'publish'],
  ['identitiy', 'identity'],
  ['imgae', 'image'],
  ['credential', 'credentials'],
  ['host', 'host'],
])('takes %s for %s', (typed, meant) => {
  expect(nearest(typed, KEYS)).toBe(meant);
});

test.each(['', 'x', 'port', 'registry', 'constructor', 'h'.repeat(100)])(
  'makes no guess at "%s"',
  (typed) => {
    expect(nearest(typed, KEYS)).toBeUndefined();
  },
);

test('prefers the nearer of two, and the earlier of two as near', () => {
  expect(nearest('us-west-1x', ['us-west-2', 'us-west-1'])).toBe('us-west-1');
  expect(nearest('us-west-9', ['us-west-2', 'us-west-1'])).toBe('us-west-2');
});
