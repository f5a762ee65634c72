import { builtinModules } from 'node:module';
import type { Plugin } from 'esbuild';

/** These modules of Node cost milliseconds each; the others are there when it begins to run anything, or nearly. */
const COSTLY = [
  'child_process',
  'crypto',
  'dns',
  'fs',
  'http',
  'http2',
  'https',
  'net',
  'os',
  'process',
  'stream',
  'tls',
  'tty',
  'util',
  'worker_threads',
  'zlib',
];

/** What google-auth-library signs with where there is a key, and what it does that no mint asks for. */
const SELDOM = ['base64-js', 'ecdsa-sig-formatter', 'jws'];

/**
 * What CommonJS code requires is loaded when it is first used: Google's libraries ask for much at once, and use most of
 * it in cases that a Lambda never sees, such as certificates of their own. Modules import what they name.
 */
export const lateRequires: Plugin = {
  name: 'late requires',
  setup({ onResolve, onLoad }) {
    // With the importer behind it each has its own: shared, they would be a chunk, and so a file, for a line.
    const inPlace = (names: readonly string[], namespace: string) =>
      onResolve({ filter: oneOf(names) }, ({ path, kind, importer, resolveDir, namespace: from }) =>
        kind === 'require-call' && from !== namespace
          ? { path: path.replace(/^node:/, ''), namespace, suffix: `?${importer}`, pluginData: resolveDir }
          : undefined,
      );
    inPlace(COSTLY, 'late node');
    inPlace(builtinModules, 'node');
    inPlace(SELDOM, 'late package');
    onLoad({ filter: /.*/, namespace: 'node' }, ({ path }) => ({
      contents: `module.exports = process.getBuiltinModule('${path}');`,
    }));
    onLoad({ filter: /.*/, namespace: 'late node' }, ({ path }) => ({
      contents: `module.exports = ${late(`process.getBuiltinModule('${path}')`, path === 'stream' ? 'function () {}' : '{}')};`,
    }));
    onLoad({ filter: /.*/, namespace: 'late package' }, ({ path, pluginData: resolveDir }) => ({
      contents: `module.exports = ${late(`require('${path}')`)};`,
      resolveDir,
    }));
  },
};

function oneOf(names: readonly string[]): RegExp {
  return new RegExp(`^(?:node:)?(?:${names.join('|')})$`);
}

/** Stands for what is loaded until something is asked of it by name: even to copy all of node:util loads half of Node. */
export function late(load: string, stand = '{}'): string {
  return `((real) => new Proxy(${stand}, {
    get: (_, name) => real()[name],
    has: (_, name) => name in real(),
    apply: (_, self, args) => Reflect.apply(real(), self, args),
    construct: (_, args, as) => Reflect.construct(real(), args, as),
    ownKeys: () => Reflect.ownKeys(real()),
    getOwnPropertyDescriptor: (stand, name) =>
      Reflect.getOwnPropertyDescriptor(stand, name) ??
      (Object.hasOwn(real(), name)
        ? { configurable: true, enumerable: true, get: () => real()[name] }
        : undefined),
  }))(() => ${load})`;
}
