const SCHEMAS =
  /[\\/]@aws-sdk[\\/]client-(?:dynamodb|ecr|ecr-public|secrets-manager)[\\/].*[\\/]schemas_0\.js$/;
const PACKAGE = /[\\/]@aws-sdk[\\/][^\\/]+[\\/]package\.json$/;
const HASH_BY_HAND = /[\\/]@smithy[\\/]core[\\/].*[\\/]Sha256Js\.js$/;
const ENDPOINT_CACHE = /[\\/]@aws-sdk[\\/]endpoint-cache[\\/].*[\\/]EndpointCache\.js$/;

/** Where the SDK asks for what Node has only in name until it is touched: each costs milliseconds, and is never met here. */
const UNTOUCHED: readonly [file: RegExp, text: string][] = [
  // The global `crypto` is that of the web, with all its algorithms.
  [
    /[\\/]uuid[\\/]v4\.js$/,
    "export const bindV4 = () => () => process.getBuiltinModule('node:crypto').randomUUID();",
  ],
  // What Node's own client of HTTP answers with is a stream of Node's.
  [
    /[\\/]util-stream[\\/]stream-type-check\.js$/,
    'export const isReadableStream = () => false, isBlob = () => false;',
  ],
  [
    /[\\/]util-stream[\\/]stream-collector\.browser\.js$/,
    'export const collectBlob = undefined, collectReadableStream = undefined;',
  ],
  [/[\\/]util-stream[\\/]sdk-stream-mixin\.browser\.js$/, 'export const sdkStreamMixin = undefined;'],
];

/** A file of AWS's SDK without what nothing here can reach, where a bundler cannot see that. */
export function leanSdk(text: string, path: string): string {
  if (SCHEMAS.test(path)) return withoutErrorClasses(text);
  if (PACKAGE.test(path)) return JSON.stringify({ version: JSON.parse(text).version }); // all that is read of it
  // DynamoDB's client makes it for endpoints that it might have to discover, and has no command that looks into it.
  if (ENDPOINT_CACHE.test(path)) return 'export class EndpointCache {}';
  if (HASH_BY_HAND.test(path)) return 'export const Sha256Js = undefined;'; // for a Node that has no node:crypto
  return UNTOUCHED.find(([file]) => file.test(path))?.[1] ?? text;
}

/**
 * A client has a class for every error of every operation, and they are half of what it is. An error without one is a
 * ServiceException that has the name which the service gave it, and by names go this project and the SDK's own retries.
 */
function withoutErrorClasses(text: string): string {
  return text.replaceAll(/^n0_registry\.registerError\(.*\);$/gm, '');
}
