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
    // What Node shows of a module to an import is all of it, and that loads a whole client of HTTP, or all of OpenSSL.
    // middy wants one table, and Powertools one number where a log is sampled.
    onResolve({ filter: /^node:(?:http|crypto)$/ }, ({ path, importer }) => {
      const wanted = path === 'node:http' ? '@middy' : '@aws-lambda-powertools';
      return importer.includes(wanted) ? { path, namespace: 'late name' } : undefined;
    });
    onLoad({ filter: /http/, namespace: 'late name' }, () => ({
      contents: `export const STATUS_CODES = new Proxy({}, {
        get: (_, code) => process.getBuiltinModule('node:http').STATUS_CODES[code],
      });`,
    }));
    onLoad({ filter: /crypto/, namespace: 'late name' }, () => ({
      contents: `export const randomInt = (...range) => process.getBuiltinModule('node:crypto').randomInt(...range);`,
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
