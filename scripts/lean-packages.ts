import { readFile } from 'node:fs/promises';
import type { Plugin } from 'esbuild';

/** What a package reads of its own package.json is its name and its version; the rest of it is for those who install it. */
export const leanPackages: Plugin = {
  name: 'lean packages',
  setup({ onLoad }) {
    onLoad({ filter: /[\\/]node_modules[\\/].*[\\/]package\.json$/ }, async ({ path }) => {
      const { name, version } = JSON.parse(await readFile(path, 'utf8'));
      return { contents: JSON.stringify({ name, version }), loader: 'json' };
    });
  },
};
