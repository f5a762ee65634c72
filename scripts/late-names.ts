import type { Plugin } from 'esbuild';

/**
 * What Node shows of a module to an import is all of it, and that loads a whole client of HTTP, or all of OpenSSL. middy
 * wants one table, and Powertools one number where a log is sampled.
 */
export const lateNames: Plugin = {
  name: 'late names',
  setup({ onResolve, onLoad }) {
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
  },
};
