import { describe, expect, test } from 'vitest';
import { limiter } from '../../lib/async/limiter.ts';
import { compile } from '../../lib/config/file/compile.ts';
import { Lane } from '../../lib/refresh/lane.ts';
import { openLanes } from '../../lib/refresh/lanes.ts';
import { VirtualTime } from '../simulation/virtual-time.ts';

const never = () => new Promise<never>(() => {});

function openLane({ atOnce = 8, mostMs = 12_000 } = {}) {
  const time = new VirtualTime(0);
  const deadline = new AbortController();
  const lane = new Lane(
    { place: 'Baseten', atOnce, mostMs },
    { wait: (ms, signal) => time.sleep(ms, signal), signal: deadline.signal, starts: limiter(8) },
  );
  return { lane, time, deadline };
}

/** What became of each job, and when. */
async function settled(jobs: Promise<unknown>[], time: VirtualTime, untilMs: number) {
  const ends = Promise.all(
    jobs.map((job) =>
      job.then(
        () => ({ ok: true, at: time.now(), reason: undefined }),
        (error: unknown) => ({ ok: false, at: time.now(), reason: String(error) }),
      ),
    ),
  );
  await time.runUntil(untilMs);
  return ends;
}

describe('a lane', () => {
  test('gives up a job that is never answered after its time, and aborts it', async () => {
    const { lane, time } = openLane();
    let aborted: boolean | undefined;
    const job = lane.run((signal) => {
      signal.addEventListener('abort', () => {
        aborted = true;
      });
      return never();
    });

    expect(await settled([job], time, 60_000)).toMatchObject([
      { ok: false, at: 12_000, reason: expect.stringContaining('Baseten did not answer within 12 s') },
    ]);
    expect(aborted).toBe(true);
  });

  test('begins no job once no more may begin, and lets those under way end', async () => {
    const time = new VirtualTime(0);
    const stop = new AbortController();
    const lane = new Lane(
      { place: 'ECR', atOnce: 1, mostMs: 12_000 },
      {
        wait: (ms, signal) => time.sleep(ms, signal),
        signal: new AbortController().signal,
        noMore: stop.signal,
        starts: limiter(8),
      },
    );
    const work = () => time.sleep(5_000, new AbortController().signal);
    const jobs = [lane.run(work), lane.run(work)];
    await time.runUntil(1_000);
    stop.abort(new Error('stopped'));

    expect(await settled(jobs, time, 60_000)).toEqual([
      { ok: true, at: 5_000, reason: undefined },
      { ok: false, at: 5_000, reason: 'Error: stopped' },
    ]);
  });

  test('closes after three timeouts in a row: jobs that still wait fail at once, and are not begun', async () => {
    const { lane, time } = openLane({ atOnce: 3 });
    let begun = 0;
    const jobs = Array.from({ length: 20 }, () =>
      lane.run(() => {
        begun++;
        return never();
      }),
    );

    const ends = await settled(jobs, time, 60_000);

    // The two jobs that got the places of the first two timeouts are under way when the third one closes the lane.
    expect(ends.filter(({ at }) => at === 12_000)).toHaveLength(18);
    expect(begun).toBe(5);
    expect(lane.isClosed).toBe(true);
  });

  test('stays open while the place answers other jobs', async () => {
    const { lane, time } = openLane({ atOnce: 8 });
    const jobs = Array.from({ length: 60 }, (_, index) =>
      lane.run(() => (index < 6 ? never() : time.sleep(1_000))),
    );

    const ends = await settled(jobs, time, 60_000);

    expect(ends.filter(({ ok }) => ok)).toHaveLength(54);
    expect(lane.isClosed).toBe(false);
  });

  test('stays open when jobs fail at once: the place has answered', async () => {
    const { lane, time } = openLane({ atOnce: 1 });
    const jobs = Array.from({ length: 10 }, () => lane.run(() => Promise.reject(new Error('denied'))));

    const ends = await settled(jobs, time, 1_000);

    expect(ends.map(({ reason }) => reason)).toEqual(Array.from({ length: 10 }, () => 'Error: denied'));
    expect(lane.isClosed).toBe(false);
  });

  test('begins the most urgent job first', async () => {
    const { lane, time } = openLane({ atOnce: 1 });
    const begun: number[] = [];
    const jobs = [5, 3, 9, 1, 3].map((urgency) =>
      lane.run(async () => {
        begun.push(urgency);
        await time.sleep(10);
      }, urgency),
    );

    await settled(jobs, time, 1_000);

    expect(begun).toEqual([5, 1, 3, 3, 9]);
  });

  test('begins nothing after the deadline of the run', async () => {
    const { lane, time, deadline } = openLane({ atOnce: 1 });
    let begun = 0;
    const jobs = [1, 2, 3].map(() =>
      lane.run(() => {
        begun++;
        return never();
      }),
    );
    void time.sleep(5_000).then(() => deadline.abort(new Error('the time is up')));

    const ends = await settled(jobs, time, 60_000);

    expect(ends.map(({ at }) => at)).toEqual([5_000, 5_000, 5_000]);
    expect(begun).toBe(1);
  });

  test('that hangs keeps no other from beginning: a starting place is held for a quarter of a second at most', async () => {
    const time = new VirtualTime(0);
    const clock = {
      wait: (ms: number, signal: AbortSignal) => time.sleep(ms, signal),
      signal: new AbortController().signal,
      starts: limiter(1),
    };
    const options = { atOnce: 8, mostMs: 12_000 };
    const hung = new Lane({ place: 'Baseten', ...options }, clock);
    const healthy = new Lane({ place: 'AWS', ...options }, clock);
    const jobs = [...Array.from({ length: 8 }, () => hung.run(never)), healthy.run(async () => 'done')];

    const ends = await settled(jobs, time, 60_000);

    expect(ends.at(-1)).toMatchObject({ ok: true, at: 2_000 });
  });
});

describe('the lanes of a run', () => {
  const { signal } = new AbortController();
  const lanes = openLanes({ signal, lastCall: signal, stop: undefined }, async () => {});
  const { registries } = compile(
    `
backends:
  eu: { type: aws-secrets-manager, region: eu-west-1 }
  same: { type: aws-secrets-manager, region: eu-west-1, prefix: other/ }
  us: { type: aws-secrets-manager, region: us-east-1 }
registries:
  - { host: 111122223333.dkr.ecr.us-east-1.amazonaws.com, publish: [eu, same, us] }
  - { host: 444455556666.dkr.ecr.us-east-1.amazonaws.com, publish: [eu] }
  - { host: 111122223333.dkr.ecr.eu-west-1.amazonaws.com, publish: [us] }
`,
    'registries.yml',
  );
  const [first, second, third] = registries.map(({ source, publish: [publication] }) => ({
    mint: lanes.mint(source),
    backend: publication && lanes.backend(publication),
  }));
  const [, same, us] = (registries[0]?.publish ?? []).map((each) => lanes.backend(each));

  test('are one for a place, under however many names registries.yml has it', () => {
    expect(second?.backend).toBe(first?.backend);
    expect(same).toBe(first?.backend);
    expect(us).not.toBe(first?.backend);
    expect(us).toBe(third?.backend);
  });

  test('are one for the endpoint of a mint', () => {
    expect(second?.mint).toBe(first?.mint);
    expect(third?.mint).not.toBe(first?.mint);
  });
});
