import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path/posix';
import { expect, test } from 'vitest';
import { PRESETS } from '../../lib/backends/presets/index.ts';
import { importsIn, type Sources } from './imports.ts';

const FILES = globSync('{lib,cli,functions,scripts}/**/*.ts');
const SOURCES: Sources = Object.fromEntries(FILES.map((file) => [file, readFileSync(file, 'utf8')]));
const NEXT = Map.groupBy(importsIn(SOURCES), ({ from }) => from);

function reachedFrom(file: string, seen = new Set<string>()): Set<string> {
  if (seen.has(file)) return seen;
  seen.add(file);
  for (const { to } of NEXT.get(file) ?? []) reachedFrom(to, seen);
  return seen;
}

test.each(['backends', 'sources'])('the catalogue of %s reaches no client and no SDK', (room) => {
  const reached = [...reachedFrom(join('lib', room, 'catalogue.ts'))];
  expect(reached.filter((file) => /\/(backend|source|api|controller)\.ts$/.test(file))).toEqual([]);
  const packages = reached.flatMap((file) =>
    [...(SOURCES[file] ?? '').matchAll(/(?:from |import\()'(?!node:)([\w@][\w@/.-]*)'/g)].map(
      ([, name]) => name,
    ),
  );
  expect(new Set(packages)).toEqual(new Set(['zod']));
});

/** Rooms that may name a type of backend: its own, that of references (they name places where secrets are kept), and the rehearsal's. */
const HOMES =
  /^(?:lib\/(?:backends|references)|scripts\/rehearsal\/backends)\/|^lib\/config\/schema\/reference-schema\.ts$/;

test('nothing else names a type of backend', () => {
  const named = FILES.filter((file) => !HOMES.test(file) && !file.startsWith('lib/validate/')).flatMap(
    (file) =>
      [
        ...(SOURCES[file] ?? '').matchAll(
          /'(baseten|fal|aws-secrets-manager|google-secret-manager|file|kubernetes)'/g,
        ),
      ].map(([, type]) => `${file}: ${type}`),
  );
  expect(named).toEqual([]);
});

/** The list of presets, and the list of services in the sandbox, have a line for each platform. */
const LISTS = ['lib/backends/presets/index.ts', 'sandbox/platforms/index.ts'];

test.each(Object.keys(PRESETS))('only its own files, and one line of each list, name the type %s', (type) => {
  const own = [`lib/backends/presets/${type}.ts`, `sandbox/platforms/${type}.ts`, ...LISTS];
  const sources = globSync('{lib,cli,functions,scripts,sandbox,web}/**/*.{ts,js,html}').map((file) =>
    file.replaceAll('\\', '/'),
  );
  const pages = globSync('{README.md,docs/**/*.md}').filter(
    (file) => !file.startsWith(join('docs', 'backends')),
  );
  const name = new RegExp(`['"\`]${type}['"\`]|type: ${type}\b`);
  const named = [...sources, ...pages].filter(
    (file) => !own.includes(file) && name.test(readFileSync(file, 'utf8')),
  );
  expect(named).toEqual([]);
});
