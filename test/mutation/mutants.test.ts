import { expect, test } from 'vitest';
import { mutantsOf, mutate } from './mutants.ts';

const mutated = (text: string) => mutantsOf('x.ts', text).map((mutant) => mutate(text, mutant));

test.each([
  ['if (a) b();', ['if (true) b();', 'if (false) b();', 'if (a) ;']],
  ['const x = a < 2;', ['const x = a <= 2;', 'const x = a >= 2;', 'const x = a < 3;']],
  ['const x = a && !b;', ['const x = a || !b;', 'const x = a && b;']],
  ['const x = a ?? b;', ['const x = a;', 'const x = b;']],
  ['const f = () => { return g(); };', ['const f = () => { return undefined; };']],
  ['throw e;', [';']],
  ["const x = 'same-secret';", ["const x = '';"]],
  ['const x = /^a$/i;', ['const x = /a$/i;', 'const x = /^a/i;']],
  ['const x = a.filter(b).some(c);', ['const x = a.some(c);', 'const x = a.filter(b).every(c);']],
  ['while (a) break;', ['while (false) break;']],
])('%s has these mutants', (text, expected) => {
  expect(mutated(text).toSorted()).toEqual(expected.toSorted());
});

test.each([
  ["import { a } from './a.ts';"],
  ["type A = 'a' | 'b';"],
  ["const x = 'a message, which tests do not pin';"],
  ['const x = `a message without a value`;'],
  ["export * from './a.ts';"],
])('%s has none', (text) => {
  expect(mutated(text)).toEqual([]);
});

test('each part behind a letter outside ASCII is found in its place', () => {
  expect(mutated("const x = 'für ß'; const y = true;")).toEqual(["const x = 'für ß'; const y = false;"]);
});
