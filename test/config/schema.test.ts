import { existsSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';
import { registriesJsonSchema, SCHEMA_FILE } from '../../scripts/registries-schema.ts';

const ROOT = new URL('../../', import.meta.url);
const ECR = '111122223333.dkr.ecr.us-east-1.amazonaws.com';

function read(path: string): string {
  return readFileSync(new URL(path, ROOT), 'utf8');
}

test('the JSON Schema that editors read is the one the code has', () => {
  expect(
    JSON.parse(read(SCHEMA_FILE)),
    `${SCHEMA_FILE} is behind lib/config/file/schema.ts: npm run schema`,
  ).toEqual(JSON.parse(registriesJsonSchema()));
});

test('SchemaStore can take it: draft 7, an address, a title, and Ajv compiles it', () => {
  const schema = JSON.parse(read(SCHEMA_FILE));
  expect(schema).toMatchObject({
    $schema: 'http://json-schema.org/draft-07/schema#',
    $id: 'https://json.schemastore.org/pullkeeper-registries.json',
    title: 'pullkeeper',
  });
  const isValid = new Ajv({ strict: false }).compile(schema);
  expect(isValid(parse(read('registries.example.yml')))).toBe(true);
  expect(isValid({ registries: [{ host: ECR, publsh: ['aws'] }] })).toBe(false);
});

test('registries.example.yml tells editors where it is', () => {
  const [, path = ''] =
    /^# yaml-language-server: \$schema=(\S+)$/m.exec(read('registries.example.yml')) ?? [];
  expect(path).toBe(`./${SCHEMA_FILE}`);
  expect(existsSync(new URL(path, ROOT))).toBe(true);
});

describe('by that schema', () => {
  const schema = z.fromJSONSchema(JSON.parse(read(SCHEMA_FILE)));
  const isValid = (data: unknown) => schema.safeParse(data).success;

  test('registries.example.yml is valid', () => {
    expect(schema.safeParse(parse(read('registries.example.yml'))).error).toBeUndefined();
  });

  test.each([
    ['backends are left out', { registries: [{ host: ECR, publish: ['file'] }] }],
    [
      'a path is left to its default',
      { backends: { mine: { type: 'file' } }, registries: [{ host: ECR, publish: ['mine'] }] },
    ],
    ['a publication is a name', { registries: [{ host: ECR, publish: ['file'] }] }],
    [
      'a publication is a mapping',
      { registries: [{ host: ECR, publish: [{ backend: 'file', name: 'x' }] }] },
    ],
  ])('a file is valid where %s', (_, data) => {
    expect(isValid(data)).toBe(true);
  });

  test.each([
    ['registries are missing', {}],
    ['registries are none', { registries: [] }],
    ['a host is a number', { registries: [{ host: 1, publish: ['file'] }] }],
    ['publish is missing', { registries: [{ host: ECR }] }],
    ['a key is unknown', { registries: [{ host: ECR, imgae: 'llama', publish: ['file'] }] }],
    ['a format is unknown', { registries: [{ host: ECR, publish: [{ backend: 'file', format: 'json' }] }] }],
    ['a backend has no type', { backends: { mine: {} }, registries: [{ host: ECR, publish: ['file'] }] }],
    [
      'a backend has an illegal name',
      { backends: { '9x': { type: 'file' } }, registries: [{ host: ECR, publish: ['file'] }] },
    ],
    [
      'a role is not an ARN',
      {
        identities: { p: { type: 'aws-role', roleArn: 'pull-only' } },
        registries: [{ host: ECR, publish: ['file'] }],
      },
    ],
  ])('a file is not valid where %s', (_, data) => {
    expect(isValid(data)).toBe(false);
  });
});
