import { globSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { circlesIn, importsIn, refusedImports, type Sources } from './imports.ts';
import { ROOMS } from './rooms.ts';

const FILES = globSync('{lib,cli,functions,scripts,sandbox,web}/**/*.{ts,tsx}');
const SOURCES: Sources = Object.fromEntries(FILES.map((file) => [file, readFileSync(file, 'utf8')]));
const IMPORTS = importsIn(SOURCES);

describe('the house', () => {
  test('has no import that its rooms do not allow', () => {
    expect(FILES.length).toBeGreaterThan(300);
    expect(refusedImports(IMPORTS, ROOMS)).toEqual([]);
  });

  test('has no circle of files, types included', () => expect(circlesIn(IMPORTS)).toEqual([]));

  test('imports only files that exist', () =>
    expect(IMPORTS.filter(({ to }) => /\.tsx?$/.test(to) && SOURCES[to] === undefined)).toEqual([]));
});

describe('the import rule', () => {
  const to = 'lib/backends/b.ts';
  test.each([
    ['a static import', `import { b } from '../backends/b.ts'; b();`],
    ['an import of a type', `import type { B } from '../backends/b.ts'; export type A = B;`],
    ['an inline import of a type', `import { type B } from '../backends/b.ts'; export type A = B;`],
    ['a type imported in place', `export type A = import('../backends/b.ts').B;`],
    ['an import when called', `export const a = () => import('../backends/b.ts');`],
    ['a re-export', `export * from '../backends/b.ts';`],
    ['a re-export of a type', `export type { B } from '../backends/b.ts';`],
  ])('refuses %s', (_, text) => {
    const imports = importsIn({ 'lib/probe/a.ts': text });
    expect(refusedImports(imports, ROOMS)).toContainEqual({ from: 'lib/probe/a.ts', to });
    expect(refusedImports(importsIn({ 'lib/refresh/a.ts': text }), ROOMS)).toEqual([]);
  });

  test('resolves an alias', () => {
    const imports = importsIn({ 'lib/refresh/a.ts': `import { config } from '#registries';` });
    expect(refusedImports(imports, ROOMS)).toHaveLength(1);
  });

  test('lets a room import nothing when it is not listed', () => {
    const imports = importsIn({ 'lib/new/a.ts': `import { Failure } from '../failure.ts';` });
    expect(refusedImports(imports, ROOMS)).toHaveLength(1);
  });

  test('sees a circle of types alone', () => {
    const sources = {
      'lib/a.ts': `import type { B } from './b.ts'; export type A = B;`,
      'lib/b.ts': `import type { C } from './c.ts'; export type B = C;`,
      'lib/c.ts': `import type { B } from './b.ts'; export type C = B;`,
    };
    expect(circlesIn(importsIn(sources)).map((circle) => circle.toSorted())).toEqual([
      ['lib/b.ts', 'lib/c.ts'],
    ]);
  });
});
