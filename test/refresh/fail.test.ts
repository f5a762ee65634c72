import { expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { Failure } from '../../lib/failure.ts';
import type { Entry } from '../../lib/ledger/ledger.ts';
import { fail } from '../../lib/refresh/publish.ts';
import type { Outcome } from '../../lib/refresh/report.ts';

const STARTED = new Date('2026-11-28T12:00:00.000Z');
const EARLIER = '2026-11-28T09:00:00.000Z';
const FIRST = '2026-11-28T06:00:00.000Z';
const HALF_HOUR = STARTED.getTime() / 1_800_000;

const [registry] = compile(
  `
backends: { aws: { type: aws-secrets-manager, region: us-east-1 } }
registries: [{ host: public.ecr.aws, publish: [aws, file] }]
`,
  'registries.yml',
).registries;
const [limited, unlimited] = registry?.publish ?? [];
const id = limited?.id ?? '';

const denied = new Failure('denied', 'no');
const unavailable = new Failure('unavailable', 'no answer');
const probed = { at: EARLIER, verdict: 'pulls' };
const published = {
  host: 'public.ecr.aws',
  format: 'docker-auth',
  fingerprint: 'f',
  mintedAt: EARLIER,
  publishedAt: EARLIER,
} as const;

function failed(
  entry?: Entry,
  { failure = denied, publication = limited, isTried = true, isSent = false, isProbed = false } = {},
): Entry {
  if (registry === undefined || publication === undefined) throw new Error('nothing is published');
  const run = {
    outcomes: new Map<string, Outcome>(),
    log: () => {},
    startedAt: STARTED,
    now: () => STARTED,
  };
  const proof = isProbed ? ({ at: STARTED, verdict: 'not-accepted' } as const) : undefined;
  const known = { registry, publication, ...(entry && { entry }) };
  return fail(known, failure, run, { isTried, isSent, proof });
}

test('a failure is recorded with its reason and the beginning of its run', () => {
  const at = STARTED.toISOString();
  expect(failed()).toEqual({ id, failed: { kind: 'denied', reason: 'no', at, since: at } });
});

test('a failure after others keeps the time of the first', () => {
  const before = { kind: 'denied', reason: 'no', at: EARLIER } as const;
  expect(failed({ id, failed: before }).failed?.since).toBe(EARLIER);
  expect(failed({ id, failed: { ...before, since: FIRST } }).failed?.since).toBe(FIRST);
});

test('a failure before any call is untried: it does not move the publication to the end of the next run', () => {
  expect(failed(undefined, { isTried: false }).failed?.untried).toBe(true);
  expect(failed().failed).not.toHaveProperty('untried');
});

test('a failure keeps what is published, and the last probe of it', () => {
  expect(failed({ id, published, probed })).toMatchObject({ published, probed });
  const probedNow = { at: STARTED.toISOString(), verdict: 'not-accepted' };
  expect(failed({ id, published, probed }, { isProbed: true }).probed).toEqual(probedNow);
});

test('the probe of another host under the same name is forgotten', () => {
  const others = { ...published, host: 'ghcr.io' };
  expect(failed({ id, published: others, probed })).not.toHaveProperty('probed');
});

test.each([
  ['that had no answer counts as one: it may have made a version', { failure: unavailable, isSent: true }, 1],
  ['that was refused counts for nothing', { failure: denied, isSent: true }, undefined],
  ['that was never sent counts for nothing', { failure: unavailable, isSent: false }, undefined],
])('a write %s', (_, how, count) => {
  const { writes } = failed({ id, published }, how).published ?? {};
  expect(writes).toEqual(count && [[HALF_HOUR, count]]);
});

test('writes are not counted where the backend has no limit', () => {
  const how = { failure: unavailable, isSent: true, publication: unlimited };
  expect(failed({ id, published }, how).published).toEqual(published);
});
