import { readdir, rm } from 'node:fs/promises';
import { type BuildOptions, build, type Metafile, type Plugin } from 'esbuild';
import type { Config } from '../lib/config/config.ts';
import { googleWithoutLog } from './google-without-log.ts';
import { keptNames } from './kept-names.ts';
import { lateImports } from './late-imports.ts';
import { lateRequires } from './late-requires.ts';
import { leanPackages } from './lean-packages.ts';
import { leanValidation } from './lean-validation.ts';
import { pastBarrels } from './past-barrels.ts';
import { quietYaml } from './quiet-yaml.ts';
import { sharedCore } from './shared-core.ts';

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

/** It has hardly anything in common with the others: what little that is, each has for itself, and so a few files less. */
const APART = ['validate.ts'];

/** Bundles every function into `outdir`, with the parts that several of them need, or load late, as shared chunks. */
export async function bundle(config: Config, outdir: string): Promise<{ metafile: Metafile }> {
  await rm(outdir, { recursive: true, force: true });
  const together = (await readdir('functions')).filter((file) => !APART.includes(file));
  const built = await Promise.all(
    [together, APART].map((functions) => build(optionsFor(functions, config, outdir))),
  );
  const merged = (part: 'inputs' | 'outputs') =>
    Object.assign({}, ...built.map(({ metafile }) => metafile[part]));
  return { metafile: { inputs: merged('inputs'), outputs: merged('outputs') } };
}

function optionsFor(functions: readonly string[], config: Config, outdir: string) {
  return {
    entryPoints: functions.map((file) => `functions/${file}`),
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    minify: true,
    splitting: true,
    format: 'esm',
    platform: 'node',
    target: 'node24',
    mainFields: ['module', 'main'],
    alias: quietYaml,
    define: { __dirname: 'import.meta.dirname' },
    sourcemap: 'external', // to read a stack trace by; they stay here, a cold start loads none
    metafile: true,
    logLevel: 'warning',
    plugins: [
      registries(config),
      leanPackages,
      leanValidation,
      sharedCore,
      pastBarrels,
      lateImports,
      lateRequires,
      googleWithoutLog,
      keptNames,
    ],
  } satisfies BuildOptions;
}
