import { resolve } from 'node:path';
import type { Plugin } from 'esbuild';

const FROM_VALIDATION = /[\\/](?:lib[\\/](?:api|docker-auth)[\\/].*|functions[\\/]validate)\.ts$/;

/** What every validation has loaded by the time that it loads anything late. */
const CORE = ['./lib/api/request.ts', './lib/api/validation.ts'];

const TOKENS = /[\\/]docker-auth[\\/]pyyaml[\\/]tokens\.ts$/;
const TOKENS_ALONE = `
  export { DOCUMENT, FLOW_END, resolveAsScalar, SCALAR } from './dist/parse/cst.js';
  export { Lexer } from './dist/parse/lexer.js';
  export { Parser } from './dist/parse/parser.js';
`;

/**
 * A validation of an ordinary file loads what that takes, and no more. To a bundler that splits, whoever names a part of
 * a package by its index stands on all parts that anybody names: tokens come from the files that make them. And what is
 * loaded late stands on the validation that loads it: what they have in common is one chunk, not one for each of them.
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
      contents: [
        ...CORE.map((module) => `import '${module}';`),
        `export * from ${JSON.stringify(path)};`,
      ].join('\n'),
      resolveDir: resolve('.'),
    }));
  },
};
