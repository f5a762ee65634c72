/** How long one attempt may take; a Lambda that waits longer than this on one call has lost its run. */
const CONNECT_MS = 3_000;
const REQUEST_MS = 10_000;

/** Uses the proxy of the environment, as Node's fetch does for Google and the platforms. */
function agent() {
  return process.env.NODE_USE_ENV_PROXY === '1' ? { proxyEnv: process.env } : {};
}

/**
 * What every AWS client is made with. The endpoint is the SDK's own business: `AWS_ENDPOINT_URL` leads it elsewhere.
 * Without `throwOnRequestTimeout` the SDK's timeout only prints a warning.
 */
export function clientOptions(region: string) {
  return {
    region,
    maxAttempts: 3,
    requestHandler: {
      connectionTimeout: CONNECT_MS,
      requestTimeout: REQUEST_MS,
      throwOnRequestTimeout: true,
      httpAgent: agent(),
      httpsAgent: agent(),
    },
  };
}
