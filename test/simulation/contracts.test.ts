import { expect, test } from 'vitest';
import { targetOf } from '../backends/target.ts';
import { backendContract } from '../contract/backend.ts';
import { ledgerContract } from '../contract/ledger.ts';
import type { Air } from './calls.ts';
import { Clouds } from './clouds.ts';
import { Random } from './random.ts';
import { VirtualTime } from './virtual-time.ts';
import { Weather } from './weather.ts';

/** The weather is fine, and what takes time takes none. */
function calm(): Air {
  const time = { now: () => 0, sleep: async () => {} };
  const random = new Random(1);
  const weather = new Weather(random, time, 2);
  weather.clear(0, 1);
  return { time, weather, random, container: { killed: false, skewMs: 0 } };
}

backendContract('a backend of the simulation', () => {
  const clouds = new Clouds();
  return {
    to: targetOf({ type: 'baseten', apiKey: { from: 'env', id: 'KEY' } }),
    open: () => clouds.backend('baseten', calm()),
    nameFor: (host) => host,
    read: async (name) => clouds.secret('baseten', name),
  };
});

ledgerContract('the ledger of the simulation', () => {
  const clouds = new Clouds();
  return { open: () => clouds.ledger(calm()) };
});

test('a token of the simulation lives as long as the clouds promise, and no two are one', async () => {
  const source = new Clouds().source(
    {
      kind: 'ecr',
      name: 'ecr',
      endpoint: 'ECR',
      function: 'refreshEcr',
      region: 'us-east-1',
      partition: 'aws',
    },
    calm(),
  );
  const [one, other] = [await source.mint(AbortSignal.abort()), await source.mint(AbortSignal.abort())];
  expect(one.expiresAt).toEqual(new Date(12 * 3_600_000));
  expect(one.password.reveal()).not.toBe(other.password.reveal());
});

test('time passes only while everybody sleeps, and wakes them in order', async () => {
  const time = new VirtualTime(0);
  const woken: [string, number][] = [];
  const sleeper = async (name: string, naps: number[]) => {
    for (const nap of naps) {
      await time.sleep(nap);
      woken.push([name, time.now()]);
    }
  };
  void sleeper('a', [10, 10]);
  void sleeper('b', [10, 5, 100]);
  await time.runUntil(50);
  expect(woken).toEqual([
    ['a', 10],
    ['b', 10],
    ['b', 15],
    ['a', 20],
  ]);
  expect(time.now()).toBe(50);
});
