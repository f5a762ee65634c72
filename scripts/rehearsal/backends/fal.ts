import type { FalTarget } from '../../../lib/backends/fal/traits.ts';
import type { Rehearsal } from './rehearsal.ts';

export const fal: Rehearsal<FalTarget> = {
  secrets: ({ key }, backend) => [[key, `rehearsal:rehearsal-key-of-${backend}`]],
  world: (all, secretAt) => ({
    fal: {
      environments: all.map(({ to }) => to.environment),
      keys: all.map(({ to }) => ({ key: secretAt(to.key) })),
    },
  }),
  readBack: async ({ name }, { environment }, sandbox) => sandbox.fal.secret(name, environment)?.value,
  remove: async ({ name }, { environment }, sandbox) => sandbox.fal.deleteSecret(name, environment),
  place: () => ({ id: 'fal', title: 'fal', services: ['fal'] }),
  address: ({ falUrl }) => ['fal', falUrl],
};
