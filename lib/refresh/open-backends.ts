import type { Backend } from '../backends/backend.ts';
import { openBackend } from '../backends/index.ts';
import type { Config } from '../config/config.ts';
import type { Machine } from './machine.ts';

/** Opens every backend once a run, when the first publication needs it. */
export function openedBackends(
  { backends, identities }: Config,
  machine: Machine,
): (name: string) => Promise<Backend> {
  const open = machine.clouds?.openBackend ?? openBackend;
  const opened = new Map<string, Promise<Backend>>();
  return (name) => {
    const options = backends[name];
    if (options === undefined) throw new Error(`the compiled config has no backend "${name}"`);
    const backend = opened.get(name) ?? open(options, machine.env, { ...machine, identities });
    opened.set(name, backend);
    return backend;
  };
}
