import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { quietYaml } from './quiet-yaml.ts';

// What `npx pullkeeper` runs where pullkeeper is installed: Node runs no TypeScript from node_modules.
await build({
  entryPoints: [fileURLToPath(new URL('../cli/main.ts', import.meta.url))],
  outfile: fileURLToPath(new URL('../build/pullkeeper.mjs', import.meta.url)),
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node22',
  alias: quietYaml,
  // What is CommonJS inside asks for Node's own modules by require.
  banner: {
    js: "import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);",
  },
});
