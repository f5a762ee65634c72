/** The timeout of one attempt. A Lambda function has no time for a longer wait on one call. */
const CONNECT_MS = 3_000;
const REQUEST_MS = 10_000;

/**
 * For calls of which a large run makes more than an account may in a second: AWS takes 50 writes of secrets, and 20
 * calls for ECR tokens after a burst. Five attempts end within 8 s.
 */
export const MANY_ATTEMPTS = 5;

/** Uses the proxy of the environment, like Node's fetch. */
function agent() {
  return process.env.NODE_USE_ENV_PROXY === '1' ? { proxyEnv: process.env } : {};
}

/**
 * The options of every AWS client. The SDK reads the endpoint from `AWS_ENDPOINT_URL` by itself. Without
 * `throwOnRequestTimeout` the SDK's timeout only prints a warning.
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
