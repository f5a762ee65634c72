import { importsIn, type Sources } from '../house/imports.ts';

/**
 * The tests that judge each room, in the order in which they are asked. A test elsewhere that happens to import a file
 * would cost more than it tells; so would the whole runs of test/refresh that take many seconds each.
 */
export const ROOMS: Readonly<Record<string, readonly string[]>> = {
  'lib/refresh/': [
    ...['gate', 'plan', 'lane', 'request', 'report', 'formats'].map((name) => `test/refresh/${name}.test.ts`),
    ...['moved', 'run', 'prove'].map((name) => `test/refresh/${name}.test.ts`),
  ],
  'lib/ledger/': ['test/ledger/', 'test/refresh/damaged-ledger'],
  'lib/hosts/': ['test/hosts/accepted', 'test/hosts/refused', 'test/hosts/', 'test/sources/source-name'],
  'lib/config/': ['test/config/', 'test/references/'],
  'lib/validate/rules/': ['test/validate/rules/', 'test/validate/fal', 'test/validate/rules.test.ts'],
};

/** Returns the tests of a file's room that import it, in the order of the room and then the nearest first. */
export function testsNear(file: string, sources: Sources): string[] {
  const room = Object.keys(ROOMS).find((each) => file.startsWith(each));
  const judges = room === undefined ? [] : (ROOMS[room] ?? []);
  const importers = Map.groupBy(importsIn(sources), ({ to }) => to);
  const seen = new Set([file]);
  for (const each of seen) for (const { from } of importers.get(each) ?? []) seen.add(from);
  const place = (test: string) => judges.findIndex((judge) => test.startsWith(judge));
  return [...seen]
    .filter((each) => each.endsWith('.test.ts') && place(each) >= 0)
    .toSorted((a, b) => place(a) - place(b));
}
