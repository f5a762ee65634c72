import { rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { lateRequires } from './late-requires.ts';
import { quietYaml } from './quiet-yaml.ts';

const outdir = fileURLToPath(new URL('../build/cli', import.meta.url));

// What `npx pullkeeper` runs where pullkeeper is installed: Node runs no TypeScript from node_modules. What only some
// commands need is in files of its own: most load nothing of a cloud.
await rm(outdir, { recursive: true, force: true });
await build({
  entryPoints: [fileURLToPath(new URL('../cli/main.ts', import.meta.url))],
  outdir,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  splitting: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  mainFields: ['module', 'main'],
  define: { __dirname: 'import.meta.dirname' },
  alias: quietYaml,
  plugins: [lateRequires],
});
