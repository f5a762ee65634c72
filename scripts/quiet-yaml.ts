import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'esbuild';

const BROWSER = fileURLToPath(new URL('../node_modules/yaml/browser/', import.meta.url));

/** The module that wants no more than tokens, and where the package has them. */
const TOKENS = /docker-auth\/pyyaml\/tokens\.ts$/;
const TOKENS_ALONE = `
  import { DOCUMENT, FLOW_END, resolveAsScalar, SCALAR } from './dist/parse/cst.js';
  export const CST = { DOCUMENT, FLOW_END, resolveAsScalar, SCALAR };
  export { Lexer } from './dist/parse/lexer.js';
  export { Parser } from './dist/parse/parser.js';
`;

/**
 * The yaml package as it is made for browsers: the same code, as modules. The one that is made for Node looks into
 * process.env at every token, to see whether it should log it, and that is a quarter of the time that a file takes.
 * What is loaded late is not loaded by way of the package's index, which names all of its modules.
 */
export const quietYaml: Plugin = {
  name: 'quiet yaml',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^yaml$/ }, ({ importer }) =>
      TOKENS.test(importer) ? { path: 'tokens', namespace: 'yaml' } : { path: resolve(BROWSER, 'index.js') },
    );
    onLoad({ filter: /.*/, namespace: 'yaml' }, () => ({ contents: TOKENS_ALONE, resolveDir: BROWSER }));
  },
};
