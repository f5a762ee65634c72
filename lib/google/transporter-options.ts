import { googleEndpoint } from './endpoint.ts';

/** How long one attempt may take, as for AWS. */
const REQUEST_MS = 10_000;

/**
 * What every client of Google's is made with. Node's own fetch spares it the loading of another. That asks a proxy by
 * itself, where NODE_USE_ENV_PROXY is set; the agent that the library would load for one is nothing to it.
 */
export function transporterOptions(env: NodeJS.ProcessEnv, signal?: AbortSignal) {
  return {
    timeout: REQUEST_MS,
    noProxy: [/^/],
    ...(signal && { signal }),
    fetchImplementation: (...[input, init]: Parameters<typeof fetch>) =>
      fetch(input instanceof Request ? input : googleEndpoint(input, env), init),
  };
}
