import { resolve } from 'node:path';
import type { Plugin } from 'esbuild';

const FROM_VALIDATION = /[\\/](?:lib[\\/](?:api|docker-auth)[\\/].*|functions[\\/]validate)\.ts$/;

/**
 * A validation of an ordinary file loads what that takes, and no more. What is loaded late imports the whole function,
 * which is there by then: what the two have in common is one chunk, not many.
 */
export const leanValidation: Plugin = {
  name: 'lean validation',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.{1,2}\/.*\.ts$/ }, ({ path, kind, importer, resolveDir }) =>
      kind === 'dynamic-import' && FROM_VALIDATION.test(importer)
        ? { path: resolve(resolveDir, path), namespace: 'late part of validation' }
        : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'late part of validation' }, ({ path }) => ({
      contents: `import './functions/validate.ts'; export * from ${JSON.stringify(path)};`,
      resolveDir: resolve('.'),
    }));
  },
};
