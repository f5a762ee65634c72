import type { GoogleSecretManagerTarget } from '../../../lib/backends/google-secret-manager/traits.ts';
import type { Rehearsal } from './rehearsal.ts';

export const googleSecretManager: Rehearsal<GoogleSecretManagerTarget> = {
  secrets: () => [],
  world: () => ({}),
  readBack: async ({ name }, to, sandbox) => sandbox.google.secret(pathOf(name, to))?.value,
  remove: async ({ name }, to, sandbox) => sandbox.google.withdraw(pathOf(name, to), 'DESTROYED'),
  place: () => ({ id: 'google-secrets', title: 'Google Secret Manager', services: ['google-secretmanager'] }),
  address: () => undefined, // the introduction already has a line for Google
};

function pathOf(name: string, { project, location }: GoogleSecretManagerTarget): string {
  const parent = `projects/${project}${location === undefined ? '' : `/locations/${location}`}`;
  return `${parent}/secrets/${name}`;
}
