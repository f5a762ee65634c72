import { readdir, rm } from 'node:fs/promises';
import { build, type Plugin } from 'esbuild';
import type { Config } from '../lib/config/config.ts';

/** The compiled registries.yml takes the place of the module that would compile it. */
const registries = (config: Config): Plugin => ({
  name: 'registries',
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^#registries$/ }, ({ path }) => ({ path, namespace: 'registries' }));
    onLoad({ filter: /.*/, namespace: 'registries' }, () => ({
      contents: JSON.stringify(config),
      loader: 'json',
    }));
  },
});

/**
 * What CommonJS code requires of Node is loaded when it is first used: Google's libraries ask for much at once, and use
 * most of it in cases that a Lambda never sees, such as certificates of their own. Modules import what they name.
 */
const lateNodeModules: Plugin = {
  name: 'late node modules',
  setup({ onResolve, onLoad }) {
    const names = ['child_process', 'http', 'http2', 'https', 'net', 'tls', 'zlib'];
    const filter = new RegExp(`^(?:node:)?(?:${names.join('|')})$`);
    onResolve({ filter }, ({ path, kind }) =>
      kind === 'require-call' ? { path, namespace: 'late' } : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'late' }, ({ path }) => ({
      contents: `
        const load = () => process.getBuiltinModule(${JSON.stringify(path)});
        module.exports = new Proxy({}, {
          get: (_, name) => load()[name],
          has: (_, name) => name in load(),
          ownKeys: () => Reflect.ownKeys(load()),
          getOwnPropertyDescriptor: (_, name) => {
            const found = Reflect.getOwnPropertyDescriptor(load(), name);
            return found && { ...found, configurable: true };
          },
        });`,
    }));
  },
};

/** Google's libraries are CommonJS, and ask for what a module does not have. */
const COMMON_JS = [
  "const require = process.getBuiltinModule('node:module').createRequire(import.meta.url);",
  'const __dirname = import.meta.dirname;',
].join('');

/** Bundles every function into `outdir`, with the parts that several of them need, or load late, as shared chunks. */
export async function bundle(config: Config, outdir: string) {
  await rm(outdir, { recursive: true, force: true });
  const functions = await readdir('functions');
  return build({
    entryPoints: functions.map((file) => `functions/${file}`),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    keepNames: true, // an error's name is what Lambda reports as its type
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    banner: { js: COMMON_JS },
    sourcemap: 'external', // to read a stack trace by; they stay here, a cold start loads none
    metafile: true,
    logLevel: 'warning',
    plugins: [registries(config), lateNodeModules],
  });
}
