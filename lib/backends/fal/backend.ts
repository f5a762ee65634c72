import { shared } from '../../async/shared.ts';
import type { Wait } from '../../async/wait.ts';
import type { FalOptions } from '../../config/config.ts';
import { Failure } from '../../failure.ts';
import { type Reading, resolveAnyReference } from '../../references/resolve.ts';
import { type Backend, NOT_THERE } from '../backend.ts';
import { type FalController, falController, isPresent } from './controller.ts';

const DEFAULT_URL = 'https://api.alpha.fal.ai';

/** fal's own default. There is no way back to it from another environment: each has its own secrets, and no others. */
const DEFAULT_ENVIRONMENT = 'main';

/**
 * Secrets of one environment of fal, written as `fal secrets set` does. Experimental: fal publishes this interface with
 * its client, but does not document it. With PULLKEEPER_FAL_URL set, everything goes there: a rehearsal reaches no real
 * account.
 */
export function fal(options: FalOptions, reading: Reading, wait?: Wait): Backend {
  const begin = shared(open);
  const { environment = DEFAULT_ENVIRONMENT, defaultExposed } = options;

  return {
    async publish(name, value, _about, signal) {
      if (!isPresent(value)) throw wouldDelete(name);
      const controller = await begin(signal);
      const exposure =
        defaultExposed !== undefined && !(await controller.listSecrets(environment, signal)).includes(name)
          ? { defaultExposed }
          : {}; // whoever changed it since is not overruled
      await controller.setSecret({ name, value, environment, ...exposure }, signal);
    },

    async check(name, _about, signal) {
      const names = await (await begin(signal)).listSecrets(environment, signal);
      const is = names.includes(name) ? 'is there; fal does not tell by whom' : NOT_THERE;
      return { is };
    },
  };

  async function open(signal: AbortSignal): Promise<FalController> {
    const key = await resolveAnyReference(options.key, reading, signal);
    return falController(reading.env.PULLKEEPER_FAL_URL ?? options.url ?? DEFAULT_URL, key, wait);
  }
}

function wouldDelete(name: string): Failure {
  return new Failure(
    'invalid',
    `the value for "${name}" is empty, and fal would take that for its deletion`,
    {
      hint: 'nothing was sent, and the secret stands as it was; look at what was to be published',
    },
  );
}
