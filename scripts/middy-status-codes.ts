import type { Plugin } from 'esbuild';

/** What Node shows of node:http to an import is all of it, and that loads a whole client of its own; middy wants one table. */
export const middyStatusCodes: Plugin = {
  name: 'middy status codes',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:http$/ }, ({ importer, path }) =>
      importer.includes('@middy') ? { path, namespace: 'late table' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'late table' }, () => ({
      contents: `export const STATUS_CODES = new Proxy({}, {
        get: (_, code) => process.getBuiltinModule('node:http').STATUS_CODES[code],
      });`,
    }));
  },
};
