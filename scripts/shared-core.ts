import { resolve } from 'node:path';
import type { Plugin } from 'esbuild';

/** What every refresh function stands on, and what several of the parts stand on that it loads late: small, and all ours. */
const CORE = [
  '#registries',
  './lib/refresh/handler.ts',
  './lib/references/resolve.ts',
  './lib/aws/client-options.ts',
  './lib/aws/failure.ts',
  './lib/hosts/aws-regions.ts',
  './lib/hosts/quote.ts',
  './lib/google/transporter-options.ts',
];

/**
 * A chunk is a file, and to find, read and link one costs a cold start half a millisecond, however small it is. There
 * is one for every set of parts that have something in common; so each part that is loaded late is made to stand on the
 * same core, which is there by then anyway: what they have in common is one chunk.
 */
export const sharedCore: Plugin = {
  name: 'shared core',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.{1,2}\/.*\.ts$/ }, ({ path, kind, resolveDir }) =>
      kind === 'dynamic-import' ? { path: resolve(resolveDir, path), namespace: 'late part' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'late part' }, ({ path }) => ({
      contents: [
        ...CORE.map((module) => `import '${module}';`),
        `export * from ${JSON.stringify(path)};`,
      ].join('\n'),
      resolveDir: resolve('.'),
    }));
  },
};
