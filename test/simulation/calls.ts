import { Failure } from '../../lib/failure.ts';
import type { Random } from './random.ts';
import type { Time } from './virtual-time.ts';
import type { Service, Weather } from './weather.ts';

/** How often a call goes wrong though the service is up, after all that its client tries. */
const SLOW = 0.02;
const THROTTLED = 0.01;
const ANSWER_LOST = 0.005;

/** No client waits longer than this: three attempts of the AWS clients, each of ten seconds. */
const PATIENCE_MS = 30_000;

/** Where a run lives. A killed one does nothing any more, whatever it waited for. */
export interface Container {
  killed: boolean;
  /** How far its clock is off. */
  skewMs: number;
}

/** What calls go through, on their way from a container to a service. */
export interface Air {
  time: Time;
  weather: Weather;
  random: Random;
  container: Container;
}

/** What a service does, if the call comes to it; and its answer, if that comes back. */
export async function call<T>(service: Service, air: Air, serve: () => T): Promise<T> {
  const { weather, random } = air;
  await wait(random.between(20, 300), air);
  if (weather.isDown(service)) {
    await wait(random.between(0, PATIENCE_MS), air);
    throw new Failure('unavailable', `${service} is down`, { hint: 'the next run retries' });
  }
  if (weather.strikes(THROTTLED)) throw new Failure('throttled', `${service} is asked too often`);
  const answer = serve();
  if (weather.strikes(SLOW)) await wait(random.between(0, 2 * PATIENCE_MS), air);
  if (weather.strikes(ANSWER_LOST)) throw new Failure('unavailable', `the answer of ${service} was lost`);
  return answer;
}

async function wait(milliseconds: number, { time, container }: Air): Promise<void> {
  await time.sleep(milliseconds);
  if (container.killed) await new Promise<never>(() => {});
}
