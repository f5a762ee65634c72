import { describe, expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { alarmsFor } from '../../lib/deployment/alarms/alarms.ts';
import { alarmResources } from '../../lib/deployment/alarms/resources.ts';
import { AlarmEvaluator } from '../../lib/serve/alarm-evaluator.ts';
import { alarmChanges, type Datapoint } from '../../sandbox/aws/cloudwatch/alarm-state.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const CONFIG = compile('registries: [{ host: public.ecr.aws, publish: [file] }]', 'registries.yml');
const DEPLOYED = { service: 'pullkeeper', stage: 'prod', region: 'us-east-1' };

/** What each run came to, every three hours: the seconds that are left to live, or a failure with as many. */
type Run = { atMs: number; secondsToLive: number; isWell: boolean };

const good = (hour: number): Run => ({ atMs: hour * HOUR + 1, secondsToLive: 12 * 3_600, isWell: true });
const bad = (hour: number, left: number): Run[] =>
  [0, 1, 3].map((minute) => ({
    atMs: hour * HOUR + minute * MINUTE + 1,
    secondsToLive: left * 3_600,
    isWell: false,
  }));

function begunIn(runs: readonly Run[], untilMs: number): Record<string, number> {
  const book = new AlarmEvaluator({ since: 0 });
  const begun: Record<string, number> = {};
  for (let now = MINUTE; now <= untilMs; now += MINUTE) {
    for (const { atMs, secondsToLive, isWell } of runs.filter(
      ({ atMs }) => atMs > now - MINUTE && atMs <= now,
    )) {
      book.record('refreshEcr', atMs, [
        { dimensions: { function: 'refreshEcr', life: '12 h' }, values: { SecondsToLive: secondsToLive } },
      ]);
      book.recordAttempt('refreshEcr', atMs, isWell);
    }
    for (const { alarm, state } of book.changes(CONFIG, now))
      if (state === 'ALARM') begun[alarm.kind] ??= now / MINUTE;
  }
  return begun;
}

/** The same runs before the alarms as they are deployed, which the sandbox judges as CloudWatch does. */
function begunInCloudWatch(runs: readonly Run[], untilMs: number): Record<string, number> {
  const points = (name: string): Datapoint[] =>
    runs.flatMap(({ atMs, secondsToLive, isWell }) => {
      const values: Record<string, number> = { SecondsToLive: secondsToLive, Errors: isWell ? 0 : 1 };
      const value = values[name];
      return value === undefined ? [] : [{ at: new Date(atMs), value }];
    });
  const resources = Object.values(alarmResources(CONFIG, DEPLOYED));
  const begun = alarmsFor(CONFIG, DEPLOYED).flatMap((alarm, index) => {
    if (alarm.kind === 'failure-queue') return [];
    const changes = alarmChanges(resources[index]?.Properties ?? {}, points(alarm.metric.name), {
      from: new Date(0),
      until: new Date(untilMs),
    });
    const first = changes.find(({ state, at }) => state === 'ALARM' && at.getTime() > 0);
    return first === undefined ? [] : [[alarm.kind, first.at.getTime() / MINUTE]];
  });
  return Object.fromEntries(begun);
}

describe('the alarms of pullkeeper serve', () => {
  test.each([
    { name: 'all is well', runs: [0, 3, 6, 9, 12, 15].map(good), hours: 17, kinds: [] },
    { name: 'one run fails', runs: [good(0), ...bad(3, 9), good(6), good(9)], hours: 11, kinds: ['errors'] },
    {
      name: 'every run fails after a good one',
      runs: [good(0), ...bad(3, 9), ...bad(6, 6), ...bad(9, 3)],
      hours: 11,
      kinds: ['errors', 'low', 'unrefreshed'],
    },
    { name: 'no run comes any more', runs: [good(0)], hours: 11, kinds: ['unrefreshed'] },
  ])('begin as those of CloudWatch do, to a few minutes, when $name', ({ runs, hours, kinds }) => {
    const ours = begunIn(runs, hours * HOUR);
    const theirs = begunInCloudWatch(runs, hours * HOUR);
    expect(Object.keys(ours).toSorted()).toEqual(kinds);
    expect(Object.keys(theirs).toSorted()).toEqual(kinds);
    for (const [kind, minute] of Object.entries(ours))
      expect(Math.abs(minute - (theirs[kind] ?? 0))).toBeLessThan(5);
  });

  test('end when a run is well again, once', () => {
    const book = new AlarmEvaluator({ since: 0 });
    const low = { dimensions: { function: 'refreshEcr', life: '12 h' }, values: { SecondsToLive: 60 } };
    book.record('refreshEcr', MINUTE, [low]);
    expect(book.changes(CONFIG, MINUTE).map(({ state }) => state)).toEqual(['ALARM']);
    expect(book.changes(CONFIG, 5 * MINUTE)).toEqual([]);
    book.record('refreshEcr', 10 * MINUTE, [{ ...low, values: { SecondsToLive: 43_200 } }]);
    expect(book.changes(CONFIG, 10 * MINUTE).map(({ state }) => state)).toEqual(['OK']);
  });
});
