import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Secret } from '../../../lib/secrecy/secret.ts';
import { cut } from '../../../sandbox/faults.ts';
import { runpod } from '../../../sandbox/platforms/runpod.ts';
import { IN_VARIABLE, KEYS, type Scene, sceneOf } from './places.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await sceneOf(runpod({ host: 'api.runpod.io', keys: KEYS, names: [] }), {
    type: 'runpod',
    apiKey: IN_VARIABLE,
  });
});
afterEach(() => scene.sandbox.stop());

describe('a credential at Runpod', () => {
  const about = { host: 'ghcr.io', key: 'ghcr.io', name: 'ghcr', format: 'user-password' } as const;
  const publish = (value: string) =>
    scene.open().publish(new Secret(value), about, AbortSignal.timeout(50_000));
  const operations = () => [...scene.sandbox.calls].map(({ operation }) => operation);

  it('is created once, and then replaced under its id', async () => {
    await publish('me:one');
    await publish('me:two');
    expect(operations()).toEqual([
      'GET /v2/registries',
      'POST /v2/registries',
      'GET /v2/registries',
      'PATCH /v2/registries/{id}',
    ]);
    expect(scene.service.read('ghcr')).toBe('me:two');
  });

  it('is not created twice when the answer is lost', async () => {
    scene.sandbox.faults.add({ operation: 'POST /v2/registries', fault: cut });
    await publish('me:one');
    expect(operations().filter((each) => each === 'POST /v2/registries')).toHaveLength(1);
    expect(scene.service.read('ghcr')).toBe('me:one');
  });
});
