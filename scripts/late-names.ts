import type { Plugin } from 'esbuild';

interface LateName {
  importer: RegExp;
  /** A module that has the one name that is wanted. */
  contents: string;
}

const LATE: Record<string, LateName> = {
  'node:http': {
    importer: /@middy/,
    contents: `export const STATUS_CODES = new Proxy({}, {
      get: (_, code) => process.getBuiltinModule('node:http').STATUS_CODES[code],
    });`,
  },
  'node:crypto': {
    importer: /@aws-lambda-powertools/,
    contents: `export const randomInt = (...range) => process.getBuiltinModule('node:crypto').randomInt(...range);`,
  },
};

/**
 * What Node shows of a module to an import is all of it, and that loads a whole client of HTTP, or all of OpenSSL. middy
 * wants one table, and Powertools one number where a log is sampled.
 */
export const lateNames: Plugin = {
  name: 'late names',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^node:(?:http|crypto)$/ }, ({ path, importer }) =>
      LATE[path]?.importer.test(importer) ? { path, namespace: 'late name' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'late name' }, ({ path }) => ({
      contents: LATE[path]?.contents ?? '',
    }));
  },
};
