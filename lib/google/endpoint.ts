/**
 * Where a call to Google really goes. With PULLKEEPER_GOOGLE_URL set, what was meant for `https://<host>/<path>` goes to
 * `<that>/<host>/<path>`: as AWS_ENDPOINT_URL does for AWS, it leads everything to a server of one's own. Google is
 * never called without https.
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
