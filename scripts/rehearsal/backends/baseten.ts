import type { BasetenTarget } from '../../../lib/backends/baseten/traits.ts';
import type { Rehearsal } from './rehearsal.ts';

export const baseten: Rehearsal<BasetenTarget> = {
  secrets: ({ apiKey }, backend) => [[apiKey, `rehearsal-key-of-${backend}`]],
  world: (all, secretAt) => ({
    baseten: {
      teams: [...new Set(['default', ...all.flatMap(({ to }) => to.team ?? [])])],
      keys: all.map(({ to }) => ({ key: secretAt(to.apiKey) })),
    },
  }),
  readBack: async ({ name }, { team }, sandbox) => sandbox.baseten.secret(name, team)?.value,
  remove: async ({ name }, { team }, sandbox) => sandbox.baseten.deleteSecret(name, team),
  place: () => ({ id: 'baseten', title: 'Baseten', services: ['baseten'] }),
  address: ({ basetenUrl }) => ['Baseten', basetenUrl],
};
