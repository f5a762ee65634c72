import { resolve } from 'node:path';
import type { Plugin } from 'esbuild';

const FROM_VALIDATION = /[\\/](?:lib[\\/](?:api|docker-auth)[\\/].*|functions[\\/]validate)\.ts$/;

const TOKENS = /[\\/]docker-auth[\\/]pyyaml[\\/]tokens\.ts$/;
const TOKENS_ALONE = `
  export { DOCUMENT, FLOW_END, resolveAsScalar, SCALAR } from './dist/parse/cst.js';
  export { Lexer } from './dist/parse/lexer.js';
  export { Parser } from './dist/parse/parser.js';
`;

/**
 * A validation of an ordinary file loads what that takes, and no more. To a bundler that splits, whoever names a part of
 * a package by its index stands on all parts that anybody names: tokens come from the files that make them. And what is
 * loaded late stands on the whole function, which is there by then: what they have in common is one chunk, not many.
 */
export const leanValidation: Plugin = {
  name: 'lean validation',
  setup({ onResolve, onLoad }) {
    onLoad({ filter: TOKENS }, () => ({
      contents: TOKENS_ALONE,
      resolveDir: resolve('node_modules/yaml/browser'),
    }));
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
