import type { Plugin } from 'esbuild';

/**
 * What CommonJS code requires of Node is loaded when it is first used: Google's libraries ask for much at once, and use
 * most of it in cases that a Lambda never sees, such as certificates of their own. Modules import what they name.
 */
export const lateNodeModules: Plugin = {
  name: 'late node modules',
  setup({ onResolve, onLoad }) {
    const names = ['child_process', 'http', 'http2', 'https', 'net', 'tls', 'zlib'];
    const filter = new RegExp(`^(?:node:)?(?:${names.join('|')})$`);
    // What Node shows of it to an import is all of it, and that loads a whole client of its own; middy wants one table.
    onResolve({ filter: /^node:http$/ }, ({ importer }) =>
      importer.includes('@middy') ? { path: 'node:http', namespace: 'late table' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'late table' }, () => ({
      contents: `export const STATUS_CODES = new Proxy({}, {
        get: (_, code) => process.getBuiltinModule('node:http').STATUS_CODES[code],
      });`,
    }));
    onResolve({ filter }, ({ path, kind }) =>
      kind === 'require-call' ? { path, namespace: 'late' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'late' }, ({ path }) => ({
      contents: `
        const load = () => process.getBuiltinModule(${JSON.stringify(path)});
        module.exports = new Proxy({}, {
          get: (_, name) => load()[name],
          has: (_, name) => name in load(),
          ownKeys: () => Reflect.ownKeys(load()),
          getOwnPropertyDescriptor: (_, name) => {
            const found = Reflect.getOwnPropertyDescriptor(load(), name);
            return found && { ...found, configurable: true };
          },
        });`,
    }));
  },
};
