import type { Backend } from '../../../lib/backends/backend.ts';
import { type BackendOptions, compileBackend, traitsOf } from '../../../lib/backends/catalogue.ts';
import { httpBackend } from '../../../lib/backends/http/backend.ts';
import type { HttpTarget } from '../../../lib/backends/http/target.ts';
import type { PresetType } from '../../../lib/backends/presets/index.ts';
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

/** The least that each preset needs. */
const OPTIONS: Record<PresetType, Record<string, unknown>> = {
  runpod: { apiKey: IN_VARIABLE },
  'pipecat-cloud': { apiKey: IN_VARIABLE },
  northflank: { apiToken: IN_VARIABLE },
  dstack: { token: IN_VARIABLE, project: 'main', url: 'https://dstack.example.com' },
  gcore: { apiKey: IN_VARIABLE, project: '1' },
  dokploy: { apiKey: IN_VARIABLE, url: 'https://dokploy.example.com' },
  'github-actions-secret': { token: IN_VARIABLE, repository: 'acme/models' },
  'gitlab-variable': { token: IN_VARIABLE, project: '1' },
  vault: { token: IN_VARIABLE, url: 'https://vault.example.com' },
};

export function optionsOf(type: PresetType): BackendOptions {
  return { type, ...OPTIONS[type] };
}

export interface Scene {
  sandbox: Sandbox;
  service: Platform;
  to: HttpTarget;
  waits: number[];
  logged: string[];
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
    logged: [],
    key: KEY,
    open: () =>
      httpBackend(
        scene.to,
        {
          env: { PLATFORM_KEY: scene.key, PULLKEEPER_HTTP_URL: sandbox.platformsUrl },
          now: () => new Date(),
          log: (_, message) => void scene.logged.push(message),
        },
        async (milliseconds) => void waits.push(milliseconds),
      ),
  };
  return scene;
}

interface HowTo {
  /** The operations that carry a value. */
  writes: readonly string[];
  nameFor?(host: string): string;
  longest?: number;
  /** How a value of the suite becomes one that the platform takes, and back. */
  carried?: Carried;
}

export interface Carried {
  wrap(value: string): string;
  unwrap(stored: string): string;
}

/** The suite publishes passwords; a service that takes user names apart gets each with one. */
const WITH_USER: Carried = {
  wrap: (value) => `AWS:${value}`,
  unwrap: (stored) => stored.slice(stored.indexOf(':') + 1),
};
const AS_IT_IS: Carried = { wrap: (value) => value, unwrap: (stored) => stored };

/** The place of a preset in the contract suite. */
export function placeOf(scene: Scene, how: HowTo): RemotePlace {
  const { writes, nameFor, longest } = how;
  const { to, sandbox, service } = scene;
  const isSplit = traitsOf(to).defaultFormat === 'user-password';
  const carried = how.carried ?? (isSplit ? WITH_USER : AS_IT_IS);
  const { make } = service;
  return {
    to,
    open: () => carrying(scene.open(), carried),
    nameFor: nameFor ?? ((host) => traitsOf(to).naming.encode(`DOCKER_REGISTRY_${host}`)),
    read: async (name) => {
      const value = service.read(name) || undefined;
      return value === undefined ? undefined : carried.unwrap(value);
    },
    ...(longest !== undefined && { longest }),
    ...(make && { make }),
    suffer: (fault: Fault, times: number) => {
      for (const operation of writes)
        sandbox.faults.add({ service: service.service, operation, times, fault });
    },
    forbid: () => {
      scene.key = KEY_FOR_NOTHING;
    },
  };
}

function carrying(backend: Backend, { wrap, unwrap }: Carried): Backend {
  const { read } = backend;
  return {
    ...backend,
    publish: (value, target, signal) => backend.publish(new Secret(wrap(value.reveal())), target, signal),
    ...(read && {
      async read(target, signal) {
        const value = await read(target, signal);
        return value && new Secret(unwrap(value.reveal()));
      },
    }),
  };
}
