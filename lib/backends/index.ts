import type { Backend, BackendContext } from './backend.ts';
import type { BackendTarget } from './catalogue.ts';

/**
 * Opens the client of a backend. Most runs write to Secrets Manager, so such a run does not load the list of the other
 * clients.
 */
export async function openBackend(to: BackendTarget, machine: BackendContext): Promise<Backend> {
  return to.type === 'aws-secrets-manager'
    ? (await import('./aws-secrets-manager/backend.ts')).awsSecretsManager(to)
    : (await import('./clients.ts')).openClient(to, machine);
}
