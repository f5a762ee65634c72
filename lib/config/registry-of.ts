import type { Config, Publication, Registry } from './config.ts';

/** The registry that a publication of this config belongs to. */
export type RegistryOf = (publication: Pick<Publication, 'id'>) => Registry;

export function registryOfEach({ registries }: Pick<Config, 'registries'>): RegistryOf {
  const byId = new Map(registries.flatMap((each) => each.publish.map(({ id }) => [id, each] as const)));
  return ({ id }) => {
    const registry = byId.get(id);
    if (registry === undefined) throw new Error(`the compiled config has no publication "${id}"`);
    return registry;
  };
}
