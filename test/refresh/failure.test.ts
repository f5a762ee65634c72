import { describe, expect, test } from 'vitest';
import { Failure } from '../../lib/failure.ts';
import { explainFailure } from '../../lib/refresh/failure.ts';
import { safeText } from '../../lib/secrecy/safe-text.ts';
import { Secret } from '../../lib/secrecy/secret.ts';

const SECRET = 'fake-password-of-a-bot';
const own = (text: string) => new Failure('quota', text, { hint: text, cause: safeText`HTTP 400` });

test('a failure keeps its kind, its words, its hint and its cause', () => {
  expect(explainFailure(own('full'))).toEqual(own('full'));
  const bare = explainFailure(new Failure('denied', 'no'));
  expect([bare.kind, bare.message, bare.hint, bare.cause]).toEqual(['denied', 'no', undefined, undefined]);
});

test('a failure loses the secrets of its publication, wherever they are', () => {
  const { message, hint } = explainFailure(own(`no ${SECRET}`), undefined, [new Secret(SECRET)]);
  expect([message, hint]).toEqual(['no [redacted]', 'no [redacted]']);
});

test('a long cause is cut, but not where a client has cut it before', () => {
  const causeOf = (length: number) => explainFailure(new Error('x'.repeat(length))).cause?.length;
  expect(causeOf(900)).toBe(900);
  expect(causeOf(9_000)).toBeLessThan(1_100);
});

test('anything else is a defect, with what was thrown as its cause', () => {
  const { kind, hint, cause } = explainFailure(new TypeError('x is not a function'));
  expect([kind, hint, cause]).toEqual([
    'invalid',
    expect.stringContaining('a defect of pullkeeper'),
    'x is not a function',
  ]);
  expect(explainFailure('a text').cause).toBe('a text');
});

describe('once the run has ended', () => {
  const stopped = (reason: unknown) => AbortSignal.abort(reason);
  const late = new Error('the time is up');

  test('a failure reports that, and keeps the words of the interrupted call', () => {
    const failure = explainFailure(own('a socket was closed'), stopped(late));
    expect(failure).toMatchObject({
      kind: 'unavailable',
      message: 'the time limit of the function was reached first',
      hint: expect.stringContaining('the next run retries'),
      cause: 'a socket was closed',
    });
  });

  test('the end itself is no cause', () => {
    expect(explainFailure(late, stopped(late))).toMatchObject({ kind: 'unavailable', cause: undefined });
  });

  test('by a person, a failure says what that person did', () => {
    const interrupted = new Failure('unavailable', 'Ctrl-C stopped the run');
    expect(explainFailure(own('a socket was closed'), stopped(interrupted))).toBe(interrupted);
  });

  test('not before: a signal that has not fired changes nothing', () => {
    expect(explainFailure(own('full'), new AbortController().signal)).toEqual(own('full'));
  });
});
