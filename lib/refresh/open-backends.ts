import type { Backend, BackendContext } from '../backends/backend.ts';
import { openBackend } from '../backends/index.ts';
import type { Publication } from '../config/config.ts';
import type { Machine } from './machine.ts';

/** Opens each backend once a run, at its first publication. */
export function openedBackends(
  machine: BackendContext & Pick<Machine, 'clouds'>,
): (publication: Publication) => Promise<Backend> {
  const open = machine.clouds?.openBackend ?? openBackend;
  const opened = new Map<string, Promise<Backend>>();
  return ({ backend: name, to }) => {
    const backend = opened.get(name) ?? open(to, machine);
    opened.set(name, backend);
    return backend;
  };
}
