import { readText } from '../async/read-text.ts';
import { googleEndpoint } from './endpoint.ts';

/** The timeout of one attempt, as for AWS. */
const REQUEST_MS = 10_000;

/**
 * The options of every Google client. With Node's own fetch, the library loads no other HTTP client. Node's fetch uses
 * a proxy by itself if NODE_USE_ENV_PROXY is set; the library's proxy agent has no effect on it.
 */
export function transporterOptions(env: NodeJS.ProcessEnv, signal?: AbortSignal) {
  return {
    timeout: REQUEST_MS,
    noProxy: [/^/],
    ...(signal && { signal }),
    fetchImplementation: async (...[input, init]: Parameters<typeof fetch>) => {
      const { body, status, headers } = await fetch(
        input instanceof Request ? input : googleEndpoint(input, env),
        init,
      );
      return new Response((await readText(body)) || null, { status, headers }); // an endless answer ends here
    },
  };
}
