import type { Log } from '../telemetry/log.ts';
import type { Backend } from './backend.ts';
import type { BackendTarget, BackendType } from './catalogue.ts';

/** What a backend may need besides its options. */
export interface BackendContext {
  env: NodeJS.ProcessEnv;
  now: () => Date;
  /** Where to say what went wrong by the way. */
  log: Log;
}

/** The client of each type of backend. It loads its SDK when it is opened: nobody pays for a place that the config does not name. */
const CLIENTS: {
  [Type in BackendType]: (to: BackendTarget<Type>, machine: BackendContext) => Promise<Backend>;
} = {
  'aws-secrets-manager': async (to) =>
    (await import('./aws-secrets-manager/backend.ts')).awsSecretsManager(to),
  baseten: async (to, machine) => (await import('./baseten/backend.ts')).baseten(to, machine),
  fal: async (to, machine) => (await import('./fal/backend.ts')).fal(to, machine),
  file: async (to, { env }) => (await import('./file/backend.ts')).fileBackend(to, env),
  'google-secret-manager': async (to, machine) =>
    (await import('./google-secret-manager/backend.ts')).googleSecretManager(to, machine),
};

export function openBackend<Type extends BackendType>(
  to: BackendTarget<Type>,
  machine: BackendContext,
): Promise<Backend> {
  return CLIENTS[to.type](to, machine);
}
