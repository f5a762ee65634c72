import type { BackendOptions } from '../config/config.ts';
import type { Backend } from './backend.ts';

/** A backend loads its SDK when it is opened: nobody pays for a place that the config does not name. */
export async function openBackend(options: BackendOptions, env: NodeJS.ProcessEnv): Promise<Backend> {
  switch (options.type) {
    case 'aws-secrets-manager':
      return (await import('./aws-secrets-manager.ts')).awsSecretsManager(options);
    case 'baseten':
      return (await import('./baseten.ts')).baseten(options, env);
    case 'fal':
      return (await import('./fal.ts')).fal(options, env);
    case 'file':
      return (await import('./file.ts')).fileBackend(options, env);
  }
}
