import { describe, expect, test } from 'vitest';
import type { Publication } from '../../lib/config/config.ts';
import { Failure } from '../../lib/failure.ts';
import type { Entry } from '../../lib/ledger/ledger.ts';
import { failedOutcome, outcomeOf, reportOf, withSighting } from '../../lib/refresh/report.ts';
import { explainToLambda, RefreshFailed, settle } from '../../lib/refresh/settle.ts';
import { safeText } from '../../lib/secrecy/safe-text.ts';

const STARTED = new Date('2026-11-21T12:00:00.000Z');
const FINISHED = new Date('2026-11-21T12:00:02.500Z');
const EXPIRES = '2026-11-22T00:00:00.000Z';

function publication(name: string, backend = 'aws'): Publication {
  const host = 'public.ecr.aws';
  const to = { type: 'aws-secrets-manager', region: 'us-east-1' } as const;
  return {
    id: `${backend}/${name}`,
    place: backend,
    host,
    key: host,
    backend,
    to,
    name,
    format: 'docker-auth',
  };
}

const PUBLIC = publication('ecr-public');
const ENTRY: Entry = {
  id: PUBLIC.id,
  published: {
    host: PUBLIC.host,
    format: PUBLIC.format,
    fingerprint: '00000000',
    mintedAt: STARTED.toISOString(),
    publishedAt: STARTED.toISOString(),
    expiresAt: EXPIRES,
  },
};
const STANDS = { expiresAt: EXPIRES, publishedAt: STARTED.toISOString() };
const SAID = { host: 'public.ecr.aws', backend: 'aws', name: 'ecr-public', format: 'docker-auth' };

describe('an outcome says', () => {
  test.each(['published', 'fresh', 'planned'] as const)('what was %s, and until when it lives', (outcome) => {
    expect(outcomeOf(PUBLIC, outcome, ENTRY)).toStrictEqual({ ...SAID, outcome, ...STANDS });
  });

  test('nothing of an expiry that nobody knows', () => {
    expect(outcomeOf(PUBLIC, 'planned', undefined)).toStrictEqual({ ...SAID, outcome: 'planned' });
  });

  test('what should be looked at, though it is published', () => {
    expect(outcomeOf(PUBLIC, 'published', ENTRY, 'it lives 1 h only')).toHaveProperty(
      'warning',
      'it lives 1 h only',
    );
  });

  test('why it failed, what to do, and how long what stands there still lives', () => {
    const failure = new Failure('denied', 'AWS refused', { hint: 'allow it', cause: safeText`AccessDenied` });
    expect(failedOutcome(PUBLIC, failure, ENTRY)).toStrictEqual({
      ...SAID,
      outcome: 'failed',
      ...STANDS,
      kind: 'denied',
      reason: 'AWS refused',
      hint: 'allow it',
      cause: 'AccessDenied',
    });
  });

  test('since when it has failed, and when it failed last', () => {
    const failed = { kind: 'denied', reason: 'no', at: '2026-11-21T11:00:00.000Z' } as const;
    const failedBefore = (more: { since?: string }) =>
      failedOutcome(PUBLIC, new Failure('quota', 'full'), { ...ENTRY, failed: { ...failed, ...more } })
        .failedBefore;
    expect(failedBefore({})).toEqual({ since: failed.at, last: failed.at });
    const since = '2026-11-20T11:00:00.000Z';
    expect(failedBefore({ since })).toEqual({ since, last: failed.at });
  });

  test('what the canary saw, besides its own warning', () => {
    const outcome = outcomeOf(PUBLIC, 'fresh', ENTRY, 'it lives 1 h only');
    const proof = { at: STARTED, verdict: 'unreachable' } as const;
    expect(withSighting(outcome, undefined)).toBe(outcome);
    expect(withSighting(outcome, { saw: 'unknown', says: 'not probed', proof })).toStrictEqual({
      ...outcome,
      probe: 'unreachable',
      canary: 'unknown',
      warning: 'not probed; it lives 1 h only',
    });
    const silent = outcomeOf(PUBLIC, 'published', ENTRY);
    expect(withSighting({ ...silent, probe: 'pulls' }, { saw: 'dead', proof })).toStrictEqual({
      ...silent,
      probe: 'pulls', // of the new secret
      canary: 'dead',
    });
    expect(withSighting(silent, { saw: 'shared' })).toStrictEqual({ ...silent, canary: 'shared' });
  });

  test('no hint and no cause where there is none', () => {
    expect(failedOutcome(PUBLIC, new Failure('quota', 'full'), undefined)).toStrictEqual({
      ...SAID,
      outcome: 'failed',
      kind: 'quota',
      reason: 'full',
    });
  });
});

describe('a report', () => {
  const outcomes = [
    outcomeOf(publication('a'), 'published', undefined),
    outcomeOf(publication('b'), 'fresh', undefined),
    outcomeOf(publication('c'), 'published', undefined),
    outcomeOf(publication('d'), 'planned', undefined),
  ];

  test('counts what became of the publications, and keeps their order', () => {
    const mints = [{ source: 'ecr-public', outcome: 'minted' as const }];
    expect(reportOf(outcomes, STARTED, FINISHED, true, mints)).toStrictEqual({
      startedAt: '2026-11-21T12:00:00.000Z',
      finishedAt: '2026-11-21T12:00:02.500Z',
      dryRun: true,
      counts: { published: 2, fresh: 1, planned: 1, failed: 0 },
      unreadable: 0,
      mints,
      publications: outcomes,
    });
  });

  test('in which nothing failed is the result of the run', () => {
    const report = reportOf(outcomes, STARTED, FINISHED, false);
    expect(settle(report)).toBe(report);
  });

  test('of nothing at all is a result too', () => {
    expect(settle(reportOf([], STARTED, FINISHED, false)).counts).toEqual({
      published: 0,
      fresh: 0,
      planned: 0,
      failed: 0,
    });
  });
});

describe('a report in which anything failed', () => {
  const denied = new Failure('denied', 'AWS refused to mint', {
    hint: 'allow it',
    cause: safeText`AccessDenied`,
  });
  const report = reportOf(
    [
      failedOutcome(publication('c', 'docker'), new Failure('unavailable', 'the disk is full'), undefined),
      failedOutcome(publication('a'), denied, ENTRY),
      outcomeOf(publication('b'), 'published', ENTRY),
      failedOutcome(publication('d'), denied, undefined),
    ],
    STARTED,
    FINISHED,
    false,
  );

  function thrownBy(work: () => unknown): unknown {
    try {
      return work();
    } catch (error) {
      return error;
    }
  }

  test('is thrown, with all that succeeded in it', () => {
    const error = thrownBy(() => settle(report));
    expect(error).toBeInstanceOf(RefreshFailed);
    expect(error).toMatchObject({ name: 'RefreshFailed', report });
  });

  test('is thrown for a single failure', () => {
    const single = reportOf([failedOutcome(PUBLIC, denied, undefined)], STARTED, FINISHED, false);
    expect(() => settle(single)).toThrow('1 of 1 publications failed');
  });

  test('tells each reason once, and every publication that it cost', () => {
    expect(new RefreshFailed(report).message).toBe(
      [
        '3 of 4 publications failed',
        '  2 times: AWS refused to mint',
        '    cause: AccessDenied',
        '    hint: allow it',
        `    not published: a in aws, the stored secret dies at ${EXPIRES}`,
        '    not published: d in aws, and the ledger knows of no earlier value',
        '  the disk is full',
        '    not published: c in docker, and the ledger knows of no earlier value',
      ].join('\n'),
    );
  });

  test('is told as far as Lambda can pass it on', () => {
    const many = Array.from({ length: 10_000 }, (_, n) =>
      failedOutcome(publication(`${n}`), denied, undefined),
    );

    const { message } = new RefreshFailed(reportOf(many, STARTED, FINISHED, false));

    expect(message).toMatch(/^10000 of 10000 publications failed\n {2}10000 times: AWS refused to mint\n/);
    const listed = message.match(/^ {4}not published: /gm)?.length ?? 0;
    expect(listed).toBeGreaterThan(0);
    expect(message.endsWith(`\n    and ${10_000 - listed} more: see the log of this run`)).toBe(true);
    expect(message.length).toBeLessThan(64 * 1024);
  });

  test('has room for every cause, however many publications another one cost', () => {
    const many = [
      ...Array.from({ length: 5_000 }, (_, n) =>
        failedOutcome(publication(`DOCKER_REGISTRY_${n}`), denied, undefined),
      ),
      ...Array.from({ length: 600 }, (_, n) => {
        const failure = new Failure('unavailable', `cannot write the secret "hung-${n}": no answer`);
        return failedOutcome(publication(`hung-${n}`), failure, undefined);
      }),
      failedOutcome(publication('alone'), new Failure('quota', 'the secret is too large'), undefined),
    ];

    const { message } = new RefreshFailed(reportOf(many, STARTED, FINISHED, false));

    expect(message.match(/^ {2}(?=\S).*/gm)).toEqual([
      '  5000 times: AWS refused to mint',
      '  600 times: cannot write the secret "hung-0": no answer',
      '  the secret is too large',
    ]);
    expect(message).toContain('not published: alone in aws');
    expect(message.length).toBeLessThan(64 * 1024);
    // The two long lists share the room for three.
    expect(message.length).toBeGreaterThan(40 * 1024);
  });

  test('counts as one what differs only in the names of secret and host', () => {
    const refusal = (host: string, name: string) =>
      failedOutcome(
        { ...publication(name), host },
        new Failure('denied', `${host} does not accept "${name}"`, { cause: safeText`HTTP 403` }),
        undefined,
      );
    const lines = (...names: string[]) => {
      const failed = names.map((name, n) => refusal(`registry-${n}.example.com`, name));
      return new RefreshFailed(reportOf(failed, STARTED, FINISHED, false)).message.split('\n');
    };
    expect(lines('secret-one', 'secret-other')[1]).toMatch(/^ {2}2 times: registry-0/);
    // "in" and "no" are parts of other words.
    expect(lines('in', 'no')[1]).toMatch(/^ {2}registry-0/);
    expect(lines('secret', 'another')[1]).toMatch(/^ {2}2 times: /);
  });

  test('names one publication, however long its cause is, and counts the others', () => {
    const long = new Failure('invalid', 'x'.repeat(63 * 1024));
    const names = ['first', 'second', 'third'];
    const outcomes = names.map((name) => failedOutcome(publication(name), long, undefined));

    const { message } = new RefreshFailed(reportOf(outcomes, STARTED, FINISHED, false));

    expect(message.split('\n').slice(2)).toEqual([
      '    not published: first in aws, and the ledger knows of no earlier value',
      '    and 2 more: see the log of this run',
    ]);
  });

  test('lists no more publications than there is room for beside a long cause', () => {
    const long = new Failure('invalid', 'x'.repeat(30 * 1024));
    const outcomes = Array.from({ length: 2_000 }, (_, n) =>
      failedOutcome(publication(`${n}`), long, undefined),
    );
    const { message } = new RefreshFailed(reportOf(outcomes, STARTED, FINISHED, false));
    expect(message).toMatch(/and \d+ more: see the log of this run$/);
    expect(message.length).toBeLessThan(64 * 1024);
  });

  test('is cut where even one cause is too long for Lambda', () => {
    const outcome = failedOutcome(PUBLIC, new Failure('invalid', 'x'.repeat(99 * 1024)), undefined);
    const { message } = new RefreshFailed(reportOf([outcome], STARTED, FINISHED, false));
    expect(message).toMatch(/^1 of 1 publications failed\n {2}x+…$/);
    expect(message).toHaveLength(64 * 1024 + 1);
  });

  test.each([
    ['dead', { canary: 'dead' }, 'and the secret stored now is dead'],
    ['dead too soon', { canary: 'died-early' }, 'and the secret stored now is dead'],
    ['dead, as one with the same token is', { canary: 'shared' }, 'and the secret stored now is dead'],
    ['alive', { canary: 'alive' }, `the stored secret dies at ${EXPIRES}`],
    ['endless', { expiresAt: undefined }, `the value published at ${STARTED.toISOString()} is still stored`],
  ] as const)('says of a stored secret that it is %s', (_, more, says) => {
    const { expiresAt, ...outcome } = { ...failedOutcome(PUBLIC, denied, ENTRY), ...more };
    const known = { ...outcome, ...(expiresAt !== undefined && { expiresAt }) };
    const { message } = new RefreshFailed(reportOf([known], STARTED, FINISHED, false));
    expect(message).toContain(`not published: ecr-public in aws, ${says}`);
  });

  test('has room for some of ten thousand causes, and counts the others', () => {
    const many = Array.from({ length: 10_000 }, (_, n) =>
      failedOutcome(publication('a'), new Failure('invalid', `cause ${n * 7}`), undefined),
    );

    const { message } = new RefreshFailed(reportOf(many, STARTED, FINISHED, false));

    const listed = message.match(/^ {2}cause \d+$/gm)?.length ?? 0;
    expect(listed).toBeGreaterThan(0);
    expect(message.endsWith(`\n  and ${10_000 - listed} other causes: see the log of this run`)).toBe(true);
    expect(message.length).toBeLessThan(64 * 1024);
  });
});

describe('an error that Lambda shows', () => {
  const shown = (error: unknown) => {
    const request = { error };
    explainToLambda(request);
    return request.error;
  };

  test('has the cause and the hint of a failure in its message', () => {
    const failure = new Failure('denied', 'AWS refused', { hint: 'allow it', cause: safeText`AccessDenied` });
    expect(shown(failure)).toMatchObject({
      name: 'Failure',
      message: 'AWS refused\n  cause: AccessDenied\n  hint: allow it',
    });
  });

  test('is cut where Lambda could not pass it on', () => {
    const error = shown(new Failure('invalid', 'x'.repeat(99 * 1024)));
    expect(error).toMatchObject({ message: `${'x'.repeat(64 * 1024)}…` });
  });

  test('is left as it is if it is another one', () => {
    const error = new RangeError('x');
    expect(shown(error)).toBe(error);
  });
});
