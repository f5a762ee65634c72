import type { GoogleSecretManagerTarget } from '../../../lib/backends/google-secret-manager/traits.ts';
import type { Rehearsal } from './rehearsal.ts';

export const googleSecretManager: Rehearsal<GoogleSecretManagerTarget> = {
  secrets: () => [],
  world: () => ({}),
  async readBack({ name }, { project, location }, sandbox) {
    const parent = `projects/${project}${location === undefined ? '' : `/locations/${location}`}`;
    return sandbox.google.secret(`${parent}/secrets/${name}`)?.value;
  },
  address: () => undefined, // Google has a line of its own
};
