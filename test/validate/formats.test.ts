import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { validateFalMapping } from '../../lib/validate/fal/validate.ts';
import { OUTPUT_FORMATS, type OutputFormat } from '../../lib/validate/formats/index.ts';
import { maskLine } from '../../lib/validate/formats/mask.ts';
import { sarifLog } from '../../lib/validate/formats/sarif.ts';
import { validateConfig } from '../../lib/validate/validate.ts';
import type { Validation } from '../../lib/validate/validation.ts';

const NAMES: readonly OutputFormat[] = ['text', 'json', 'sarif', 'github'];

function formats(validation: Validation, path = 'config.yaml'): [OutputFormat, string][] {
  return NAMES.map((name) => [name, OUTPUT_FORMATS[name]([{ path, ...validation }], { colours: false })]);
}

const AUTH =
  'base_image:\n  image: ghcr.io/a/b:1\n  docker_auth:\n    auth_method: REGISTRY_SECRET\n    secret_name: s\n';

describe('A secret in an unexpected place', () => {
  it.each([
    ['without a space behind its colon', 'secrets:\n  tok:hunter2\n'],
    ['instead of the mapping of secrets', 'secrets: hunter2\n'],
    ['as a list of secrets', 'secrets: [hunter2]\n'],
    ['as a number', 'secrets:\n  pin: 70112233\n'],
    ['in front of the registry', `${AUTH}    registry: "me:hunter2@ghcr.io"\n`],
    ['in front of the image', 'base_image:\n  image: me:hunter2@ghcr.io/a/b:1\n'],
    ['under an unknown field', `${AUTH}    password: hunter2\n    registry: ghcr.io\n`],
    ['at the top', 'api_key: hunter2\n'],
    ['instead of a docker_auth block', 'base_image:\n  docker_auth: hunter2\n'],
    ['as a number where text belongs', 'base_image:\n  image: 70112233\n'],
    ['instead of the environment', 'environment_variables: hunter2\n'],
    ['instead of a file', 'hunter2\n'],
    ['in a comment', 'secrets: 5 # hunter2\n'],
    ['in a file that ends too soon', 'secrets:\n  TOKEN: "hunter2\n'],
    ['without a space, in a flow mapping', 'base_image: {docker_auth: {password:hunter2}}\n'],
    ['behind an equals sign', 'resources: {token=hunter2}\n'],
    ['without a space, as a key', 'runtime:\n  token:hunter2:\n'],
    ['without a space, as a name of a mapping', 'build:\n  secret_to_path_mapping: {tok:hunter2}\n'],
    ['in a command that YAML reads as a key', 'build_commands:\n- curl -u me:hunter2 -H Accept: json\n'],
    ['as the login of a declared host', 'secrets:\n  DOCKER_REGISTRY_me:hunter2@ghcr.io: null\n'],
    ['in place of the name of a secret', AUTH.replace('secret_name: s', 'secret_name: me:hunter2')],
  ])('is shown in no format: %s', (_, text) => {
    const validation = validateConfig(text);
    expect(validation.findings).not.toEqual([]);
    for (const [, shown] of formats(validation)) expect(shown).not.toMatch(/hunter2|70112233/);
  });

  it.each([
    ['a misspelt password', 'ghcr.io:\n  username: a\n  password: $X\n  pasword: hunter2\n'],
    ['a token', 'ghcr.io:\n  username: a\n  password: $X\n  token: hunter2\n'],
    ['a password', 'ghcr.io:\n  username: a\n  password: hunter2\n'],
    ['instead of the table', 'ghcr.io: hunter2\n'],
    ['in front of the host', 'me:hunter2@ghcr.io: {username: a, password: b}\n'],
    ['in front of a host without a table', 'me:hunter2@ghcr.io: a\n'],
    ['instead of the file', 'hunter2\n'],
  ])('is not shown for fal: %s', (_, text) => {
    const validation = validateFalMapping(text);
    expect(validation.findings).not.toEqual([]);
    for (const [, shown] of formats(validation)) expect(shown).not.toContain('hunter2');
  });
});

describe('A line of a file', () => {
  it.each([
    ['the key', '  registry: hunter2', '  registry: *******'],
    ['the key of an item', '- name: hunter2', '- name: *******'],
    ['a key in quotes', '  "a key": hunter2', '  "a key": *******'],
    ['a key of JSON', '{"a": "hunter2"}', '{"a": **********'],
    ['null', '  a: null # hunter2', '  a: null * *******'],
    ['null in JSON', '  "a": null,', '  "a": null*'],
    ['nothing, where there is no key', '  tok:hunter2', '  ***********'],
    ['nothing of a comment', '# token: hunter2', '* ****** *******'],
    ['nothing of a sentence', '  TOKEN=hunter2 see: x', '  ************* **** *'],
    ['nothing of a key with a value in it', '  tok:hunter2: null', '  ***********: null'],
    ['a host with a port', '  DOCKER_REGISTRY_a.b:5000: null', '  DOCKER_REGISTRY_a.b:5000: null'],
    [
      'nothing that looks like a credential',
      `${['gh', 'p_'].join('')}${'a1'.repeat(15)}: 1`,
      `${'*'.repeat(34)}: *`,
    ],
  ])('shows %s', (_, line, shown) => {
    expect(maskLine(line, [])).toBe(shown);
  });
});

describe('Text from a file', () => {
  const forged = '"top\\e[31m\\n::error file=x::forged ##[error]forged": 1\n';
  const runner = /^\s*::|##[a-z]*\[/;

  it('gives no command to a terminal or a CI runner', () => {
    for (const [name, shown] of formats(validateConfig(forged), '::error::\u001b[31m\nx.yaml')) {
      expect(shown.replaceAll('\n', '')).not.toMatch(/[\p{C}\p{Zl}\p{Zp}]/u);
      for (const line of shown.split('\n')) {
        if (name === 'github' && line.startsWith('::error file=')) expect(line.slice(1)).not.toMatch(runner);
        else expect(line).not.toMatch(runner);
      }
    }
  });

  it('is cut where it is longer than anybody reads', () => {
    const validation = validateConfig(`? ${'k'.repeat(60_000)}\n: 1\n`);
    for (const [, shown] of formats(validation)) expect(shown.length).toBeLessThan(100_000);
    expect(OUTPUT_FORMATS.text([{ path: 'a', ...validation }], { colours: false }).length).toBeLessThan(
      2_000,
    );
  });
});

describe('A rule', () => {
  it('has a page, in the package of this version', () => {
    const { version, files } = JSON.parse(readFileSync('package.json', 'utf8'));
    const { version: schema, runs } = sarifLog([]);
    const { driver } = runs[0]?.tool ?? {};
    expect({ schema, version: driver?.version, uri: driver?.informationUri }).toEqual({
      schema: '2.1.0',
      version,
      uri: `https://unpkg.com/pullkeeper@${version}/docs/validate.md`,
    });
    expect(files).toEqual(expect.arrayContaining(['docs/rules', 'docs/validate.md']));
    for (const { id, helpUri } of driver?.rules ?? []) {
      expect(helpUri).toBe(`https://unpkg.com/pullkeeper@${version}/docs/rules/${id}.md`);
      expect(existsSync(`docs/rules/${id}.md`)).toBe(true);
    }
  });
});
