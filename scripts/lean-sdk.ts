const SCHEMAS =
  /[\\/]@aws-sdk[\\/]client-(?:dynamodb|ecr|ecr-public|secrets-manager)[\\/].*[\\/]schemas_0\.js$/;
const PACKAGE = /[\\/]@aws-sdk[\\/][^\\/]+[\\/]package\.json$/;
const ENDPOINT_CACHE = /[\\/]@aws-sdk[\\/]endpoint-cache[\\/].*[\\/]EndpointCache\.js$/;

/** A file of AWS's SDK without what nothing here can reach, where a bundler cannot see that. */
export function leanSdk(text: string, path: string): string {
  if (SCHEMAS.test(path)) return withoutErrorClasses(text);
  if (PACKAGE.test(path)) return JSON.stringify({ version: JSON.parse(text).version }); // all that is read of it
  // DynamoDB's client makes it for endpoints that it might have to discover, and has no command that looks into it.
  if (ENDPOINT_CACHE.test(path)) return 'export class EndpointCache {}';
  return text;
}

/**
 * A client has a class for every error of every operation, and they are half of what it is. An error without one is a
 * ServiceException that has the name which the service gave it, and by names go this project and the SDK's own retries.
 */
function withoutErrorClasses(text: string): string {
  return text.replaceAll(/^n0_registry\.registerError\(.*\);$/gm, '');
}
