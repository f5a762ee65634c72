import { RUN_TIMEOUT_MS, runReserveMs } from '../../lib/config/schema/refresh-functions.ts';
import { servedBy } from '../../lib/config/serving.ts';
import { measurementsOf } from '../../lib/refresh/measurements.ts';
import { hostsOf, parseRequest } from '../../lib/refresh/request.ts';
import { refresh } from '../../lib/refresh/run.ts';
import { RefreshFailed, settle } from '../../lib/refresh/settle.ts';
// A canary loads this module late. Loading takes real time, in which hours of a history could pass.
import '../../lib/refresh/watch.ts';
import { Container } from './container.ts';
import type { Judge } from './judge.ts';
import type { Order, Run } from './part.ts';
import type { World } from './world.ts';

/** Who is told what a run does. */
type Witness = Pick<Judge, 'begin' | 'end' | 'overran' | 'report' | 'silent' | 'crashed'>;

interface Attempt {
  name: Run['name'];
  order: Order;
  options: { skewMs: number; killAt: number | undefined };
}

/** One run of the real code in a container of its own. Resolves to whether Lambda would call it a success. */
export async function attempt(
  { name, order, options }: Attempt,
  world: World,
  judge: Witness,
): Promise<boolean> {
  const { time, config } = world;
  const { promise: killed, resolve: onKill } = Promise.withResolvers<false>();
  const container = new Container({ ...options, onKill: () => onKill(false) });
  const run: Run = { name, order, config, container, startedAt: time.now(), written: new Set() };
  judge.begin(run);
  const done = new AbortController();
  time.sleep(RUN_TIMEOUT_MS, done.signal).then(
    () => {
      judge.overran(run);
      container.kill();
    },
    () => {},
  );
  const succeeded = await Promise.race([work(run, world, judge), killed]);
  done.abort();
  if (!container.isKilled) container.kill();
  judge.end(run);
  return succeeded;
}

async function work(run: Run, world: World, judge: Witness): Promise<boolean> {
  const { config, name, container, order } = run;
  const { time, clouds, random, shards } = world;
  const air = { time, random, container };
  const said: unknown[] = [];
  const publications = servedBy(name, config.registries).flatMap(({ publish }) => publish);
  const deadline = new AbortController();
  const ended = new AbortController();
  time.sleep(RUN_TIMEOUT_MS - runReserveMs(publications.length), ended.signal).then(
    () => deadline.abort(new Error('the time is up')),
    () => {},
  );
  try {
    const request = parseRequest(eventOf(order), hostsOf(config, name));
    const report = await refresh(
      { config, name, cadenceMs: config.schedule[name], request, signal: deadline.signal },
      {
        env: { PULLKEEPER_SHARDS: String(shards) },
        now: () => new Date(time.now() + container.skewMs),
        wait: (ms, signal) => time.sleep(ms, signal),
        ledger: clouds.ledgers.ledger(air, clouds.faults),
        log: (level, message, fields) => said.push(level, message, fields),
        clouds: {
          openSource: async (spec) => clouds.source(spec, air),
          openBackend: async (to) => clouds.backend(to, air),
          probe: (question, { signal }) => clouds.probe(question, air, signal),
        },
      },
    );
    said.push(report, measurementsOf(report, { name, config, request }));
    let error: unknown;
    try {
      settle(report);
    } catch (thrown) {
      error = thrown;
    }
    said.push(error instanceof Error ? error.message : '');
    if (!container.isKilled) judge.report(run, report, JSON.stringify(said) + clouds.ledgers.takeText());
    if (report.counts.failed > 0 !== error instanceof RefreshFailed) judge.silent(run);
    return error === undefined;
  } catch (error) {
    judge.crashed(run, error);
    return false;
  } finally {
    ended.abort();
  }
}

/** As a schedule, the schedule of a shard or of the canary, and a person send it. */
function eventOf({ scheduledAt, ...order }: Order): object {
  const time = scheduledAt === undefined ? {} : { time: new Date(scheduledAt).toISOString() };
  if (scheduledAt === undefined || Object.keys(order).length > 0)
    return { ...order, ...(order.canary ? {} : time) };
  return { ...time, id: 'a-run-of-a-schedule', source: 'aws.scheduler', 'detail-type': 'Scheduled Event' };
}
