import type { Backend } from '../../../lib/backends/backend.ts';
import { type BackendOptions, compileBackend, traitsOf } from '../../../lib/backends/catalogue.ts';
import { httpBackend } from '../../../lib/backends/http/backend.ts';
import type { HttpTarget } from '../../../lib/backends/http/target.ts';
import { Secret } from '../../../lib/secrecy/secret.ts';
import type { Fault } from '../../../sandbox/faults.ts';
import type { Platform } from '../../../sandbox/platforms/platform.ts';
import { type Sandbox, startSandbox } from '../../../sandbox/sandbox.ts';
import type { RemotePlace } from '../../contract/backend.ts';
import { namesWith } from '../target.ts';

export const KEY = 'not-a-real-key-that-may-write';
export const KEY_FOR_NOTHING = 'not-a-real-key-that-may-not';
export const KEYS = [{ key: KEY }, { key: KEY_FOR_NOTHING, may: 'nothing' as const }];

/** The reference of the tests: every secret of a preset is in this variable. */
export const IN_VARIABLE = { from: 'env', id: 'PLATFORM_KEY' } as const;

export interface Scene {
  sandbox: Sandbox;
  service: Platform;
  to: HttpTarget;
  waits: number[];
  /** What the variable of the key holds. */
  key: string;
  open(): Backend;
}

export function targetOf(options: BackendOptions): HttpTarget {
  const to = compileBackend(options, namesWith());
  if (to.type !== 'http') throw new Error(`${options.type} is not a preset`);
  return to;
}

export async function sceneOf(service: Platform, options: BackendOptions): Promise<Scene> {
  const sandbox = await startSandbox({ platforms: [service] });
  const waits: number[] = [];
  const scene: Scene = {
    sandbox,
    service,
    to: targetOf(options),
    waits,
    key: KEY,
    open: () =>
      httpBackend(
        scene.to,
        {
          env: { PLATFORM_KEY: scene.key, PULLKEEPER_HTTP_URL: sandbox.platformsUrl },
          now: () => new Date(),
        },
        async (milliseconds) => void waits.push(milliseconds),
      ),
  };
  return scene;
}

/** The place of a preset in the contract suite. `write` names the operations that carry a value. */
export function placeOf(scene: Scene, write: readonly string[], longest?: number): RemotePlace {
  const { to, sandbox, service } = scene;
  const isSplit = traitsOf(to).defaultFormat === 'user-password';
  return {
    to,
    open: () => (isSplit ? withUser(scene.open()) : scene.open()),
    nameFor: (host) => traitsOf(to).naming.encode(`DOCKER_REGISTRY_${host}`),
    read: async (name) => {
      const value = service.read(name);
      return isSplit ? value?.slice(value.indexOf(':') + 1) : value;
    },
    ...(longest !== undefined && { longest }),
    suffer: (fault: Fault, times: number) => {
      for (const operation of write)
        sandbox.faults.add({ service: service.service, operation, times, fault });
    },
    forbid: () => {
      scene.key = KEY_FOR_NOTHING;
    },
  };
}

/** The suite publishes passwords; a service that takes user names apart gets each with one. */
function withUser(backend: Backend): Backend {
  return {
    ...backend,
    publish: (value, target, signal) =>
      backend.publish(new Secret(`AWS:${value.reveal()}`), { ...target, format: 'user-password' }, signal),
  };
}
