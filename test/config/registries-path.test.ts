import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { registriesPath } from '../../lib/config/file/registries-path.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'pullkeeper-test-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const OWN = 'registries.yml';
const EXAMPLE = 'registries.example.yml';

test.each<[what: string, there: string[], env: NodeJS.ProcessEnv, path: string]>([
  ['the example on a fresh clone', [EXAMPLE], {}, EXAMPLE],
  ["the user's own file as soon as there is one", [EXAMPLE, OWN], {}, OWN],
  ['the name that people know, where there is neither', [], {}, OWN],
  ['what the environment names, there or not', [EXAMPLE, OWN], { PULLKEEPER_REGISTRIES: 'x.yml' }, 'x.yml'],
])('the registries are %s', (_, there, env, path) => {
  for (const name of there) writeFileSync(join(folder, name), '');
  expect(registriesPath(folder, env)).toBe(path);
});
