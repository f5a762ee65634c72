type Leaner = (text: string) => string;

/** A file by the end of its path. */
const file = (...parts: string[]) => new RegExp(`[\\\\/]${parts.join('[\\\\/](?:.*[\\\\/])?')}$`);

/** What nothing here can reach, where a bundler cannot see that. */
const UNREACHED: readonly [RegExp, Leaner][] = [
  [
    file('@aws-sdk', 'client-(?:dynamodb|ecr|ecr-public|secrets-manager)', 'schemas_0\\.js'),
    withoutErrorClasses,
  ],
  // DynamoDB's client makes it for endpoints that it might have to discover, and has no command that looks into it.
  [file('endpoint-cache', 'EndpointCache\\.js'), () => 'export class EndpointCache {}'],
  // For a Node that has no node:crypto.
  [file('@smithy', 'core', 'Sha256Js\\.js'), () => 'export const Sha256Js = undefined;'],
];

/** What is told apart by its name, which minifying would change. */
const NAMED: readonly [RegExp, Leaner][] = [
  [
    file('smithy-client', 'NoOpLogger\\.js'),
    (text) => `${text}Object.defineProperty(NoOpLogger, 'name', { value: 'NoOpLogger' });`,
  ],
];

/** What Node has only in name until it is touched. Each costs a cold start milliseconds, and is not what is met here. */
const UNTOUCHED: readonly [RegExp, Leaner][] = [
  // The global `crypto` is that of the web, with all its algorithms.
  [
    file('uuid', 'v4\\.js'),
    () => "export const bindV4 = () => () => process.getBuiltinModule('node:crypto').randomUUID();",
  ],
  // The streams of the web: Node's own client of HTTP answers with those of Node.
  [
    file('util-stream', 'stream-type-check\\.js'),
    () => 'export const isReadableStream = () => false, isBlob = () => false;',
  ],
  [
    file('util-stream', 'stream-collector\\.browser\\.js'),
    () => 'export const collectBlob = undefined, collectReadableStream = undefined;',
  ],
  [file('util-stream', 'sdk-stream-mixin\\.browser\\.js'), () => 'export const sdkStreamMixin = undefined;'],
  [
    file('isStreamingPayload', 'isStreamingPayload\\.js'),
    () =>
      `import { Readable } from 'node:stream';
      export const isStreamingPayload = (request) => request?.body instanceof Readable;`,
  ],
  [file('shared-ini-file-loader', 'readFile\\.js'), readByCallback],
];

/** A file of AWS's SDK without what it is better without in a function that starts cold. */
export function leanSdk(text: string, path: string): string {
  const leaner = [...UNREACHED, ...NAMED, ...UNTOUCHED].find(([files]) => files.test(path))?.[1];
  return leaner === undefined ? text : leaner(text);
}

/**
 * A client has a class for every error of every operation, and they are half of what it is. An error without one is a
 * ServiceException that has the name which the service gave it, and by names go this project and the SDK's own retries.
 */
function withoutErrorClasses(text: string): string {
  return text.replaceAll(/^n0_registry\.registerError\(.*\);$/gm, '');
}

/** With the promises of node:fs come its streams and readline; in Lambda there is no such file to read. */
function readByCallback(text: string): string {
  return text.replace(
    'import { readFile as fsReadFile } from "node:fs/promises";',
    `import { readFile as readThen } from "node:fs";
    const fsReadFile = (path, encoding) => new Promise((resolve, reject) =>
      readThen(path, encoding, (error, text) => (error ? reject(error) : resolve(text))));`,
  );
}
