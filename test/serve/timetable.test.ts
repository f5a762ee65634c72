import { describe, expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import type { RefreshRequest } from '../../lib/refresh/request.ts';
import { Timetable } from '../../lib/serve/timetable.ts';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const ECR = 'registries: [{ host: 111122223333.dkr.ecr.us-east-1.amazonaws.com, publish: [file] }]';

/** A timetable whose clocks are moved by hand; a run takes until it is ended. */
function scene({ yaml = ECR, well = true, random = 0 } = {}) {
  const moment = { wallMs: Date.parse('2026-11-28T00:00:00Z'), monotonicMs: 1_000 };
  const runs: {
    name: string;
    request: RefreshRequest;
    atMs: number;
    end: (isWell?: boolean) => Promise<void>;
  }[] = [];
  const state = { config: compile(yaml, 'registries.yml') };
  const timetable = new Timetable({
    config: () => state.config,
    moment: () => ({ ...moment }),
    random: () => random,
    run: (name, request) => {
      const { promise, resolve } = Promise.withResolvers<boolean>();
      const end = async (isWell = well) => {
        resolve(isWell);
        await new Promise(setImmediate);
      };
      runs.push({ name, request, atMs: moment.monotonicMs - 1_000, end });
      return promise;
    },
  });
  /** Lets time pass by both clocks, a second at a time, and ends every run at once. */
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 30_000) {
      moment.wallMs += 30_000;
      moment.monotonicMs += 30_000;
      timetable.tick();
      await runs.at(-1)?.end();
    }
  };
  return { moment, runs, state, timetable, pass };
}

describe('the timetable of pullkeeper serve', () => {
  test('runs at once, and then on its cadence', async () => {
    const { timetable, runs, pass } = scene();
    timetable.tick();
    await runs[0]?.end();
    await pass(9 * HOUR);
    expect(runs.map(({ name, atMs }) => [name, atMs / HOUR])).toEqual(
      [0, 3, 6, 9].map((hour) => ['refreshEcr', hour]),
    );
  });

  test('comes up to a twentieth of a cadence early, and never late', async () => {
    const { timetable, runs, pass } = scene({ random: 1 });
    timetable.tick();
    await runs[0]?.end();
    await pass(3 * HOUR);
    expect(runs[1]?.atMs).toBe(2.85 * HOUR);
  });

  test('never runs a function twice at once', () => {
    const { timetable, runs, moment } = scene();
    timetable.tick();
    moment.monotonicMs += 10 * HOUR;
    timetable.tick();
    timetable.tick();
    expect(runs).toHaveLength(1);
  });

  test('repeats a run that failed twice, as the same run, and then waits for the next', async () => {
    const { timetable, runs, pass } = scene({ well: false });
    timetable.tick();
    await runs[0]?.end();
    await pass(3 * HOUR);
    expect(runs.map(({ atMs }) => atMs / MINUTE)).toEqual([0, 1, 3, 180]);
    const due = runs.map(({ request }) => request.scheduledAt?.getTime());
    expect([due[1], due[2]]).toEqual([due[0], due[0]]);
    expect(due[3]).not.toBe(due[0]);
  });

  test('runs at once when the machine wakes up, although one of its clocks stood still', async () => {
    const { timetable, runs, moment } = scene();
    timetable.tick();
    await runs[0]?.end();
    moment.wallMs += 8 * HOUR;
    timetable.tick();
    expect(runs).toHaveLength(2);
  });

  test('keeps its cadence when the time of day is set back', async () => {
    const { timetable, runs, moment, pass } = scene();
    timetable.tick();
    await runs[0]?.end();
    moment.wallMs -= 48 * HOUR;
    await pass(6 * HOUR);
    expect(runs).toHaveLength(3);
  });

  test('lets the canary look between two runs, and not during one', async () => {
    const { timetable, runs, pass, moment } = scene({
      yaml: `canary: true\n${ECR.replace(' }', ", image: 'a:b' }")}`,
    });
    timetable.tick();
    moment.monotonicMs += 2 * HOUR;
    timetable.tick();
    expect(runs).toHaveLength(1);
    await runs[0]?.end();
    await pass(HOUR / 2);
    expect(runs.slice(1).map(({ request }) => request.canary)).toEqual([true]);
  });

  test('holds to a cadence that a new registries file made shorter, and takes up a new function', async () => {
    const { timetable, runs, state, pass } = scene();
    timetable.tick();
    await runs[0]?.end();
    state.config = compile(
      `schedule: { refreshEcr: 1 h }\nregistries:\n  - { host: 111122223333.dkr.ecr.us-east-1.amazonaws.com, publish: [file] }\n  - { host: ghcr.io, credentials: { username: a, password: { from: env, id: B } }, publish: [file] }\n`,
      'registries.yml',
    );
    await pass(HOUR);
    expect(
      runs
        .slice(1)
        .map(({ name }) => name)
        .toSorted(),
    ).toEqual(['refreshEcr', 'refreshStored']);
  });

  test('begins nothing once it is stopped, and waits for what is under way', async () => {
    const { timetable, runs, pass } = scene();
    timetable.tick();
    let stopped = false;
    const stop = timetable.stop().then(() => {
      stopped = true;
    });
    await new Promise(setImmediate);
    expect(stopped).toBe(false);
    await runs[0]?.end();
    await stop;
    await pass(6 * HOUR);
    expect(runs).toHaveLength(1);
  });
});
