import { isBuiltin } from 'node:module';
import type { Plugin } from 'rolldown';

/**
 * Loads a module of Node at its first use. An import from node:http makes Node evaluate every export of it, each behind its own getter. That loads a second HTTP
 * client, zlib and worker threads: some 40 ms of CPU time. `process.getBuiltinModule` evaluates nothing else.
 */
export const lateBuiltins: Plugin = {
  name: 'late builtins',
  resolveId: {
    filter: { id: /^(?:node:)?[a-z]\w*(?:\/\w+)*$/ },
    handler(id, importer, { kind }) {
      if (!isBuiltin(id)) return undefined;
      const form = kind === 'import-statement' ? 'names' : 'whole';
      // The importer is in the id, so each importer has a copy. A shared copy would be a separate file of a few lines.
      return { id: `\0${form} ${id}?${importer}`, moduleSideEffects: false };
    },
  },
  load: {
    filter: { id: /^\0(?:names|whole) / },
    handler(id) {
      const [, form, name = ''] = /^\0(\w+) ([^?]+)/.exec(id) ?? [];
      return form === 'names' ? exportsOf(name) : `module.exports = process.getBuiltinModule('${name}');`;
    },
  },
};

function exportsOf(id: string): string {
  const builtin: object = process.getBuiltinModule(id) ?? {};
  const names = Object.keys(builtin).filter((name) => /^[a-z_$][\w$]*$/i.test(name) && name !== 'default');
  return [
    `const load = () => process.getBuiltinModule('${id}');`,
    ...names.map((name) => `const $${name} = ${lateExport(builtin, name)};`),
    `export { ${names.map((name) => `$${name} as ${name}`).join(', ')} };`,
    'export default /* @__PURE__ */ load();',
  ].join('\n');
}

/** A function is looked up when it is called. Other exports are looked up when the importing module is evaluated. */
function lateExport(builtin: object, name: string): string {
  const { value } = Object.getOwnPropertyDescriptor(builtin, name) ?? {};
  return isPlainFunction(value, name)
    ? `(...args) => load().${name}(...args)`
    : `/* @__PURE__ */ (() => load().${name})()`;
}

/** Neither a class, nor a function with properties, such as the one that util.promisify reads of exec. */
function isPlainFunction(value: unknown, name: string): boolean {
  const usual = ['length', 'name', 'prototype', 'arguments', 'caller'];
  return (
    typeof value === 'function' &&
    /^[a-z]/.test(name) &&
    Reflect.ownKeys(value).every((key) => usual.includes(String(key)))
  );
}
