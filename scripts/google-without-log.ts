import type { Plugin } from 'esbuild';

/**
 * google-auth-library can log what it sends and what it gets, tokens and all, and readies itself for that while it is
 * loaded: it looks at the terminal and at all of node:util. In a bundle its log is one that does nothing.
 */
export const googleWithoutLog: Plugin = {
  name: 'google without log',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^google-logging-utils$/ }, ({ importer, path }) =>
      /[\\/]google-auth-library[\\/]/.test(importer) ? { path, namespace: 'no log' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'no log' }, () => ({
      contents: 'exports.log = () => ({ debug() {} });',
    }));
  },
};
