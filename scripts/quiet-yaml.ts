import { fileURLToPath } from 'node:url';

/**
 * The yaml package as it is made for browsers: the same code, as modules. The one that is made for Node looks into
 * process.env at every token, to see whether it should log it, and that is a quarter of the time that a file takes.
 */
export const quietYaml = {
  yaml: fileURLToPath(new URL('../node_modules/yaml/browser/index.js', import.meta.url)),
};
