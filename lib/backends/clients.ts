import type { Backend, BackendContext } from './backend.ts';
import type { BackendTarget, BackendType } from './catalogue.ts';

type OtherType = Exclude<BackendType, 'aws-secrets-manager'>;

/** The client of each type of backend. Its SDK is loaded when the backend is opened. */
const CLIENTS: {
  [Type in OtherType]: (to: BackendTarget<Type>, machine: BackendContext) => Promise<Backend>;
} = {
  baseten: async (to, machine) => (await import('./baseten/backend.ts')).baseten(to, machine),
  fal: async (to, machine) => (await import('./fal/backend.ts')).fal(to, machine),
  file: async (to, { env }) => (await import('./file/backend.ts')).fileBackend(to, env),
  'google-secret-manager': async (to, machine) =>
    (await import('./google-secret-manager/backend.ts')).googleSecretManager(to, machine),
  http: async (to, machine) => (await import('./http/backend.ts')).httpBackend(to, machine),
  kubernetes: async (to, machine) => (await import('./kubernetes/backend.ts')).kubernetes(to, machine),
};

export function openClient<Type extends OtherType>(
  to: BackendTarget<Type>,
  machine: BackendContext,
): Promise<Backend> {
  return CLIENTS[to.type](to, machine);
}
