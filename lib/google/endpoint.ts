/**
 * Returns the address for a call to Google. With PULLKEEPER_GOOGLE_URL set, a call to `https://<host>/<path>` goes to
 * `<that>/<host>/<path>`, like AWS_ENDPOINT_URL for AWS.
 */
export function googleEndpoint(
  url: string | URL,
  { PULLKEEPER_GOOGLE_URL: elsewhere }: NodeJS.ProcessEnv,
): URL {
  const meant = new URL(url);
  return elsewhere === undefined || meant.protocol !== 'https:'
    ? meant
    : new URL(`${elsewhere}/${meant.host}${meant.pathname}${meant.search}`);
}
