import { builtinModules } from 'node:module';
import type { Plugin } from 'esbuild';
import { late } from './late-requires.ts';

/** What these have is costly even where it is only named; what the others have is there when Node begins to run anything. */
const COSTLY = [
  'child_process',
  'crypto',
  'dns',
  'fs',
  'http',
  'http2',
  'https',
  'net',
  'tls',
  'worker_threads',
  'zlib',
];

/**
 * An import from a module of Node makes Node show all that is in it, each name by its getter: node:http loads a whole
 * client of HTTP that way, and zlib. In a bundle a name is taken from the module by itself, and when it is first used.
 */
export const lateImports: Plugin = {
  name: 'late imports',
  setup({ onResolve, onLoad }) {
    const anyBuiltin = new RegExp(`^(?:node:)?(?:${builtinModules.join('|')})$`);
    onResolve({ filter: anyBuiltin }, ({ path, kind, importer }) =>
      kind === 'import-statement'
        ? {
            path: path.replace(/^node:/, ''),
            namespace: 'late import',
            suffix: `?${importer}`, // shared, it would be a chunk, and so a file, for a line
            sideEffects: false,
          }
        : undefined,
    );
    onLoad({ filter: /.*/, namespace: 'late import' }, ({ path }) => ({ contents: exportsOf(path) }));
  },
};

/** An import of a module of Node by a call: to wait for the module itself is as good. */
export function lateImportCalls(text: string): string {
  return text.replaceAll(/\bimport\((["']node:[\w/]+["'])\)/g, 'process.getBuiltinModule($1)');
}

function exportsOf(path: string): string {
  const module: object = process.getBuiltinModule(path) ?? {};
  const names = Object.keys(module).filter((name) => /^[a-z_$][\w$]*$/i.test(name) && name !== 'default');
  return [
    `const real = () => process.getBuiltinModule('${path}');`,
    ...names.map((name) => `const of_${name} = /* @__PURE__ */ ${oneOf(module, name, path)};`),
    `export { ${names.map((name) => `of_${name} as ${name}`).join(', ')} };`,
    'export default /* @__PURE__ */ real();',
  ].join('\n');
}

/** How a name is got at. What a getter would give is not looked at here: some warn of themselves when they are asked. */
function oneOf(module: object, name: string, path: string): string {
  const { value, get } = Object.getOwnPropertyDescriptor(module, name) ?? {};
  if (isPlainFunction(value, name)) return `(() => (...given) => real().${name}(...given))()`;
  if (COSTLY.includes(path)) {
    if (isClass(name)) return late(`real().${name}`, 'function () {}');
    if (typeof value === 'object' || get) return late(`real().${name}`);
  }
  return `(() => real().${name})()`;
}

function isClass(name: string): boolean {
  return /^[A-Z][a-z]/.test(name);
}

/** Neither a class, nor one that carries something, as exec does for util.promisify. */
function isPlainFunction(value: unknown, name: string): boolean {
  const own = ['length', 'name', 'prototype', 'arguments', 'caller'];
  return (
    typeof value === 'function' &&
    !isClass(name) &&
    Reflect.ownKeys(value).every((key) => own.includes(String(key)))
  );
}
