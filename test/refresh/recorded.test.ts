import { describe, expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { Failure } from '../../lib/failure.ts';
import type { Entry, Ledger } from '../../lib/ledger/ledger.ts';
import { openLanes } from '../../lib/refresh/lanes.ts';
import { lastCallAfter, logUnrecorded, readLedger, recordEntry } from '../../lib/refresh/recorded.ts';
import type { RunContext } from '../../lib/refresh/run-context.ts';
import { publishedAt } from '../contract/ledger.ts';
import { VirtualTime } from '../simulation/virtual-time.ts';

type RecordOptions = Parameters<Ledger['record']>[1];

const ENTRY = publishedAt(1);
const { signal } = new AbortController();
const [registry] = compile(
  'registries: [{ host: public.ecr.aws, publish: [file] }]',
  'registries.yml',
).registries;

/** A run with a ledger that notes what it is asked, and fails if it is told to. */
function runWith({
  fails,
  env = {},
  entries = [] as Entry[],
}: {
  fails?: Failure;
  env?: NodeJS.ProcessEnv;
  entries?: Entry[];
} = {}) {
  const recorded: [Entry, RecordOptions][] = [];
  const asked: (readonly string[] | undefined)[] = [];
  const logged: unknown[] = [];
  const run = {
    env,
    name: 'refreshEcr' as const,
    request: { force: false, dryRun: false },
    signal,
    startedAt: new Date('2026-03-01T02:00:00.000Z'),
    lastCall: signal,
    lanes: openLanes({ signal, lastCall: signal, stop: undefined }, async () => {}),
    unrecorded: new Map() as RunContext['unrecorded'],
    log: (level: string, message: string, fields?: object) => void logged.push({ level, message, ...fields }),
    ledger: {
      entries: async (scopes?: readonly string[]) => {
        asked.push(scopes);
        if (fails !== undefined) throw fails;
        return entries;
      },
      record: async (entry: Entry, options?: RecordOptions) => {
        recorded.push([entry, options]);
        if (fails !== undefined) throw fails;
      },
    },
  };
  return { run, recorded, asked, logged };
}

function known(entry?: Entry) {
  const publication = registry?.publish[0];
  if (registry === undefined || publication === undefined) throw new Error('nothing is published');
  return { registry, publication, ...(entry && { entry }) };
}

const full = new Failure('quota', 'the table is full', { hint: 'make room' });

describe('the ledger of a run', () => {
  test('is read in the scopes of its function, and times that cannot be right make an entry unknown', async () => {
    const { run, asked } = runWith({ entries: [ENTRY, publishedAt(9, 'aws/late')] });
    expect(await readLedger(run)).toEqual([ENTRY, { id: 'aws/late', unreadable: expect.any(String) }]);
    expect(asked).toEqual([['refreshEcr']]);
  });

  test('is read in the scope of the shard', async () => {
    const { run, asked } = runWith({ env: { PULLKEEPER_SHARDS: '3' } });
    await readLedger({ ...run, request: { ...run.request, shard: { number: 2, of: 3 } } });
    expect(asked).toEqual([['refreshEcr 2/3']]);
  });

  test('is unknown if it cannot be read, and the log says why', async () => {
    const { run, logged } = runWith({ fails: full });
    expect(await readLedger(run)).toBeUndefined();
    expect(logged).toMatchObject([{ level: 'warn', reason: full.message, hint: full.hint }]);
  });
});

describe('an entry', () => {
  test('is recorded in the scope of its host, and replaces only what is unreadable', async () => {
    const { run, recorded } = runWith();
    await recordEntry(undefined, known(), run);
    await recordEntry(ENTRY, known(), run);
    await recordEntry(ENTRY, known(ENTRY), run);
    await recordEntry(ENTRY, known({ id: ENTRY.id, unreadable: 'torn' }), run);
    const scope = 'refreshEcr';
    expect(recorded).toEqual([false, false, true].map((replace) => [ENTRY, { scope, replace }]));
  });

  test('that cannot be recorded is counted, and the log says each reason once', async () => {
    const { run, logged } = runWith({ fails: full });
    for (const _ of ['once', 'again']) await recordEntry(ENTRY, known(), run);
    run.unrecorded.set('another', { failure: new Failure('denied', 'another'), count: 3 });

    expect(logUnrecorded(run.unrecorded, run.log)).toBe(5);
    expect(logged).toMatchObject([
      { level: 'warn', entries: 2, reason: full.message, hint: full.hint },
      { level: 'warn', entries: 3, reason: 'another' },
    ]);
  });
});

describe('the last call for the ledger', () => {
  const callAfter = (signal: AbortSignal, time: VirtualTime) =>
    lastCallAfter(signal, (ms, until) => time.sleep(ms, until));

  test.each([
    ['after the end of the run', false],
    ['after a run that had ended before', true],
  ])('comes three seconds %s, for the same reason', async (_, isOver) => {
    const time = new VirtualTime(0);
    const run = new AbortController();
    const reason = new Error('the time is up');
    if (isOver) run.abort(reason);
    const lastCall = callAfter(run.signal, time);
    if (!isOver) run.abort(reason);
    await time.runUntil(2_999);
    expect(lastCall.aborted).toBe(false);
    await time.runUntil(3_000);
    expect(lastCall.reason).toBe(reason);
  });

  test('does not come while the run lasts', async () => {
    const time = new VirtualTime(0);
    const lastCall = callAfter(new AbortController().signal, time);
    await time.runUntil(60_000);
    expect(lastCall.aborted).toBe(false);
  });
});
