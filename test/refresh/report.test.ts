import { describe, expect, test } from 'vitest';
import type { Publication } from '../../lib/config/config.ts';
import { Failure } from '../../lib/failure.ts';
import type { Entry } from '../../lib/ledger/ledger.ts';
import { failedOutcome, outcomeOf, reportOf } from '../../lib/refresh/report.ts';
import { RefreshFailed, settle } from '../../lib/refresh/settle.ts';
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
      failedOutcome(publication('a'), denied, ENTRY),
      outcomeOf(publication('b'), 'published', ENTRY),
      failedOutcome(publication('c', 'docker'), new Failure('unavailable', 'the disk is full'), undefined),
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
