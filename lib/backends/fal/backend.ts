import { shared } from '../../async/shared.ts';
import type { Wait } from '../../async/wait.ts';
import { Failure } from '../../failure.ts';
import type { GoogleCaller } from '../../references/google-token.ts';
import { resolveAnyReference } from '../../references/resolve.ts';
import { type Backend, DOES_NOT_EXIST } from '../backend.ts';
import { type FalController, falController, isPresent } from './controller.ts';
import type { FalTarget } from './traits.ts';

/**
 * Writes secrets of one environment of fal, like `fal secrets set`. Experimental: fal publishes this interface with its
 * client, but does not document it. With PULLKEEPER_FAL_URL set, everything goes there: a rehearsal never calls the
 * real fal.
 */
export function fal(options: FalTarget, reading: GoogleCaller, wait?: Wait): Backend {
  const begin = shared(open);
  const { environment, defaultExposed } = options;

  return {
    async publish(value, { name }, signal) {
      if (!isPresent(value)) throw wouldDelete(name);
      const controller = await begin(signal);
      const exposure =
        defaultExposed !== undefined && !(await controller.listSecrets(environment, signal)).includes(name)
          ? { defaultExposed }
          : {}; // a later choice of the user is kept
      await controller.setSecret({ name, value, environment, ...exposure }, signal);
    },

    async check({ name }, signal) {
      const names = await (await begin(signal)).listSecrets(environment, signal);
      const is = names.includes(name) ? 'exists; fal does not say who wrote it' : DOES_NOT_EXIST;
      return { is };
    },
  };

  async function open(signal: AbortSignal): Promise<FalController> {
    const key = await resolveAnyReference(options.key, reading, signal);
    return falController(reading.env.PULLKEEPER_FAL_URL ?? options.url, key, options.key, wait);
  }
}

function wouldDelete(name: string): Failure {
  return new Failure(
    'invalid',
    `the value for "${name}" is empty, and fal deletes a secret that is set to an empty value`,
    {
      hint: 'nothing was sent, and the stored secret is unchanged: check the credential that registries.yml refers to',
    },
  );
}
