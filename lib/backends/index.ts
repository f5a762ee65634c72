import type { BackendOptions, Config } from '../config/config.ts';
import { googleIdentityOf, namedOrOnly } from '../config/google-identity.ts';
import type { Log } from '../telemetry/log.ts';
import type { Backend } from './backend.ts';

/** What a backend may need besides its own options: who can write to it or read its key, and where to say what went wrong by the way. */
export interface Surroundings {
  identities: Config['identities'];
  now: () => Date;
  log: Log;
}

const NOBODY: Surroundings = { identities: {}, now: () => new Date(), log: () => {} };

/** A backend loads its SDK when it is opened: nobody pays for a place that the config does not name. */
export async function openBackend(
  options: BackendOptions,
  env: NodeJS.ProcessEnv,
  { identities, now, log }: Surroundings = NOBODY,
): Promise<Backend> {
  const reading = { env, now, identities };
  switch (options.type) {
    case 'aws-secrets-manager':
      return (await import('./aws-secrets-manager/backend.ts')).awsSecretsManager(options);
    case 'baseten':
      return (await import('./baseten/backend.ts')).baseten(options, reading);
    case 'fal':
      return (await import('./fal/backend.ts')).fal(options, reading);
    case 'file':
      return (await import('./file/backend.ts')).fileBackend(options, env);
    case 'google-secret-manager': {
      const identity = googleIdentityOf(namedOrOnly(options.identity, identities) ?? '', identities);
      if (identity === undefined)
        throw new Error('the compiled config has a Google backend without an identity');
      return (await import('./google-secret-manager/backend.ts')).googleSecretManager(options, {
        identity,
        env,
        now,
        log,
      });
    }
  }
}
