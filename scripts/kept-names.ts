import { readFile } from 'node:fs/promises';
import { type Plugin, transform } from 'esbuild';

const OURS = /[\\/](?:lib|functions)[\\/](?:[^\\/]+[\\/])*[^\\/]+\.ts$/;

/** Packages that tell values and errors apart by the names of their classes. */
const TOLD_BY_NAME = /[\\/]node_modules[\\/](?:fetch-blob|formdata-polyfill|long|node-fetch)[\\/].*\.js$/;

/** What esbuild puts at the beginning of every file in which it keeps names. */
const KEEPER = /^var __defProp = .*;\nvar __name = .*;\n/;

/**
 * Minified names are kept where somebody reads them: in a stack trace those of our own functions, and the names of classes
 * that other code asks for. esbuild itself keeps all or none, and all are a tenth of what a cold start reads and some
 * thousand calls that it makes.
 */
export const keptNames: Plugin = {
  name: 'kept names',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^keeper of names$/ }, ({ path }) => ({ path, namespace: 'keeper of names' }));
    onLoad({ filter: /.*/, namespace: 'keeper of names' }, () => ({
      contents:
        "export const __name = (of, value) => Object.defineProperty(of, 'name', { value, configurable: true });",
    }));
    onLoad({ filter: OURS }, async ({ path }) => ({
      contents: await withNames(await readFile(path, 'utf8'), path),
    }));
    onLoad({ filter: TOLD_BY_NAME }, async ({ path }) => {
      const { code } = await transform(await readFile(path, 'utf8'), { keepNames: true });
      return { contents: code };
    });
  },
};

/** TypeScript of ours, as JavaScript that keeps its names with the help of one keeper for all. */
export async function withNames(text: string, sourcefile: string): Promise<string> {
  const options = {
    loader: 'ts',
    target: 'node24',
    keepNames: true,
    sourcemap: 'inline',
    sourcefile,
  } as const;
  const { code } = await transform(text, options);
  return code.replace(KEEPER, 'import { __name } from "keeper of names";\n\n'); // as many lines as the map has
}
