import type { FalTarget } from '../../../lib/backends/fal/traits.ts';
import type { Rehearsal } from './rehearsal.ts';

export const fal: Rehearsal<FalTarget> = {
  secrets: ({ key }, backend) => [[key, `rehearsal:rehearsal-key-of-${backend}`]],
  world: (all, secretAt) => ({
    fal: {
      environments: all.map(({ environment }) => environment),
      keys: all.map(({ key }) => ({ key: secretAt(key) })),
    },
  }),
  readBack: async ({ name }, { environment }, sandbox) => sandbox.fal.secret(name, environment)?.value,
  address: ({ falUrl }) => ['fal', falUrl],
};
