import { importsIn, type Sources } from '../house/imports.ts';

/**
 * The tests that judge each room, in the order in which they are asked first. Whole runs of test/refresh take many
 * seconds each, so they are not asked.
 */
export const ROOMS: Readonly<Record<string, readonly string[]>> = {
  'lib/refresh/': [
    ...['gate', 'plan', 'lane', 'request', 'report', 'formats'].map((name) => `test/refresh/${name}.test.ts`),
    ...[
      'canary-result',
      'fail',
      'failure',
      'machine',
      'newly',
      'recorded',
      'report-text',
      'measurements',
    ].map((name) => `test/refresh/${name}.test.ts`),
    'test/telemetry/log',
    ...['moved', 'run', 'prove'].map((name) => `test/refresh/${name}.test.ts`),
  ],
  'lib/ledger/': ['test/ledger/', 'test/refresh/damaged-ledger'],
  'lib/probe/': ['test/probe/verdict-on-reply', 'test/probe/'],
  'lib/hosts/': [
    ...['test/hosts/', 'test/validate/rules'],
    ...['google', 'malformed', 'credentials'].map((name) => `test/config/${name}.test.ts`),
  ],
  'lib/config/': ['test/config/messages', 'test/config/', 'test/references/resolve'],
  'lib/validate/rules/': ['test/validate/rules/', 'test/validate/rules.test.ts', 'test/validate/formats'],
};

/** Tests of other rooms that take a second at most. The nearest of them are asked too: a fact is often judged by its users. */
const ELSEWHERE = [
  ...[
    'test/validate/rules',
    'test/validate/fal',
    'test/config/',
    'test/backends/naming',
    'test/sources/stored',
  ],
  ...['test/probe/addresses', 'test/probe/hostile', 'test/refresh/plan', 'test/refresh/request'],
  ...[
    'test/refresh/formats',
    'test/status/',
    'test/forecast/canary',
    'test/forecast/forecast',
    'test/inspect/',
  ],
  ...['test/deployment/schedules', 'test/deployment/deployed-schedule', 'test/deployment/permissions'],
  ...['test/deployment/alarms/alarms', 'test/deployment/alarms/dashboard', 'test/serve/timetable'],
  ...['test/backends/presets/presets', 'test/backends/http-options', 'test/google/verification-url'],
  ...['test/sources/source-name'],
];
const MOST_ELSEWHERE = 4;

/** Tests on random input take seconds, so they are asked last. */
const SLOW = /\/laws\.test\.ts$/;

/** Returns the tests that import a file: those of its room, then the nearest elsewhere, then the slow ones. */
export function testsNear(file: string, sources: Sources): string[] {
  const room = Object.keys(ROOMS).find((each) => file.startsWith(each)) ?? '';
  const importers = importersOf(file, sources);
  const nearest = [...importers].filter((each) => each.endsWith('.test.ts'));
  const own = amongst(nearest, ROOMS[room] ?? []);
  const elsewhere = nearest
    .filter((test) => !own.includes(test) && !SLOW.test(test))
    .filter((test) => ELSEWHERE.some((beginning) => test.startsWith(beginning)))
    .slice(0, MOST_ELSEWHERE);
  return [...own.filter((test) => !SLOW.test(test)), ...elsewhere, ...own.filter((test) => SLOW.test(test))];
}

/** Returns all files that import a file, directly or through others, the nearest first. */
function importersOf(file: string, sources: Sources): Set<string> {
  const direct = Map.groupBy(importsIn(sources), ({ to }) => to);
  const seen = new Set([file]);
  for (const each of seen) for (const { from } of direct.get(each) ?? []) seen.add(from);
  return seen;
}

/** Returns the tests that begin like one of `judges`, in the order of the judges. */
function amongst(tests: readonly string[], judges: readonly string[]): string[] {
  const place = (test: string) => judges.findIndex((judge) => test.startsWith(judge));
  return tests.filter((test) => place(test) >= 0).toSorted((a, b) => place(a) - place(b));
}
