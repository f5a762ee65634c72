import { describe, expect, test } from 'vitest';
import { compile } from '../../lib/config/file/compile.ts';
import { ConfigError } from '../../lib/config/file/config-error.ts';

const HOST = '111122223333.dkr.ecr.us-east-1.amazonaws.com';

/** A description of which parts are replaced, as a file with one line for each key. */
function file(parts: Record<string, string | undefined> = {}, publish = 'acme'): string {
  const all: Record<string, string | undefined> = {
    type: 'http',
    url: 'https://api.acme.example',
    secrets: '{ apiKey: { from: env, id: ACME_KEY } }',
    headers: '{ authorization: "Bearer {apiKey}" }',
    find: '{ request: GET /v1/registries, in: /data, where: { /name: "{name}" }, id: /id }',
    write:
      '{ request: "PATCH /v1/registries/{id}", json: { username: "{username}", password: "{password}" } }',
    ...parts,
  };
  const lines = Object.entries(all).flatMap(([key, value]) =>
    value === undefined ? [] : `    ${key}: ${value}`,
  );
  return [
    'backends:',
    '  acme:',
    ...lines,
    `registries: [{ host: ${HOST}, publish: [${publish}] }]`,
    '',
  ].join('\n');
}

/** `line:column code message` of each problem. */
function problemsOf(text: string): string[] {
  try {
    compile(text, 'registries.yml');
    return [];
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    return error.problems.map(({ line, column, code, message }) => `${line}:${column} ${code} ${message}`);
  }
}

function publicationOf(text: string) {
  const [registry] = compile(text, 'registries.yml').registries;
  const [publication] = registry?.publish ?? [];
  if (publication?.to.type !== 'http') throw new Error('not published over http');
  return { ...publication, to: publication.to };
}

test('a description compiles to requests, and user name and password go apart', () => {
  const { to, format, name } = publicationOf(file());
  expect([format, name, to.service]).toEqual([
    'user-password',
    `DOCKER_REGISTRY_${HOST}`,
    'api.acme.example',
  ]);
  expect(to.write).toEqual({
    method: 'PATCH',
    target: '/v1/registries/{id}',
    json: { username: '{username}', password: '{password}' },
  });
});

describe('a placeholder is refused', () => {
  const write = (request: string, json = '{ password: "{password}" }') => ({
    write: `{ request: "${request}", json: ${json} }`,
  });
  const KEY = 8; // the line of write
  test.each<[string, Record<string, string | undefined>, RegExp, number]>([
    ['in the host', { url: 'https://{name}.acme.example' }, /never a part of the host/, 4],
    ['in the query', write('PATCH /v1/r/{id}?name={name}'), /not allowed in the query/, KEY],
    ['as a part of a segment', write('PATCH /v1/r-{id}'), /"r-\{id\}" is not/, KEY],
    [
      'as a part of a text in json',
      write('PATCH /v1/{id}', '{ a: "x:{password}" }'),
      /"x:\{password\}" has more/,
      KEY,
    ],
    ['with a secret in a path', write('PATCH /v1/{apiKey}/{id}'), /\{apiKey\} would be written to logs/, KEY],
    [
      'with the password in a path',
      write('PATCH /v1/{password}/{id}'),
      /\{password\} would be written to logs/,
      KEY,
    ],
    [
      'that nothing fills in',
      write('PATCH /v1/{nmae}'),
      /nothing fills in \{nmae\}; did you mean "name"\?/,
      KEY,
    ],
    ['that find must fill in', { find: undefined }, /\{id\} is filled in by find: add find with id/, 7],
    [
      'with the credential in find',
      { find: '{ request: POST /v1/find, json: { a: "{password}" }, id: /id }' },
      /\{password\} has no value in this request/,
      7,
    ],
    [
      'beside a value in one piece',
      write('PATCH /v1/{id}', '{ a: "{value}", b: "{password}" }'),
      /use either \{value\}, or/,
      KEY,
    ],
    [
      'where the credential is missing',
      write('PATCH /v1/{id}', '{ a: "{name}" }'),
      /write sends no credential/,
      KEY,
    ],
    [
      'that has a meaning already',
      { secrets: '{ password: { from: env, id: K } }', headers: undefined },
      /\{password\} already has a meaning/,
      5,
    ],
  ])('%s', (_, parts, message, line) => {
    expect(problemsOf(file(parts))).toEqual([
      expect.stringMatching(new RegExp(`^${line}:\\d+ wrong-value .*${message.source}`)),
    ]);
  });
});

test.each([
  ['DELETE /v1/x', /expected a method and a path/],
  ['patch /v1/x', /expected a method and a path/],
  ['PATCH v1/x', /is not a path/],
  ['PATCH https://other.example/x', /is not a path/],
  ['PATCH /v1/../x', /no segment \. or \.\./],
  ['PATCH /v1/a b', /is not a path/],
])('the request %s is refused', (request, message) => {
  const write = `{ request: "${request}", json: { a: "{value}" } }`;
  expect(problemsOf(file({ write, find: undefined }))).toEqual([expect.stringMatching(message)]);
});

test.each([
  ['http://api.acme.example', /http would send secrets in the clear/],
  ['https://api.acme.example/v1', /the path belongs to the requests/],
  ['https://me@api.acme.example', /expected https:/],
  ['https://10.0.0.1', /write private: true/],
  ['https://localhost:8443', /write private: true/],
])('the address %s is refused', (url, message) => {
  expect(problemsOf(file({ url }))).toEqual([expect.stringMatching(message)]);
});

test.each([
  ['{}', /write \{ link: true \}/],
  ['{ cursor: /next }', /write \{ link: true \}/],
  ['{ next: /next, query: page }', /write \{ link: true \}/],
  ['{ count: pages, cursor: /next, query: page }', /write \{ link: true \}/],
  ['{ next: next }', /a JSON pointer begins with \//],
  ["{ count: pages, query: '{name}' }", /the name of one parameter/],
  ['{ count: page, query: page }', /"page" is not pages or entries/],
])('the pages %s are refused', (pages, message) => {
  const find = `{ request: GET /v1/r, in: /data, where: { /name: "{name}" }, id: /id, pages: ${pages} }`;
  expect(problemsOf(file({ find }))).toEqual([expect.stringMatching(message)]);
});

test('pages are refused where the answer is one secret', () => {
  const find = '{ request: "GET /v1/r/{name}", id: /id, pages: { link: true } }';
  expect(problemsOf(file({ find }))).toEqual([
    expect.stringMatching(/^7:\d+ .*pages continue a list: add where/),
  ]);
});

test('a private address is taken where it is meant', () => {
  expect(publicationOf(file({ url: 'https://10.0.0.1:3000', private: 'true' })).to.private).toBe(true);
});

test('a misspelt key is explained where it is', () => {
  expect(
    problemsOf(file({ write: undefined, wirte: '{ request: POST /x, json: { a: "{value}" } }' })),
  ).toEqual(['8:5 unknown-key unknown key "wirte"; did you mean "write"?']);
  expect(problemsOf(file({ create: '{ requst: POST /v1/x, json: { a: "{password}" } }' }))).toEqual([
    '9:15 unknown-key unknown key "requst"; did you mean "request"?',
  ]);
});

test('only the format that keeps user name and password apart fits them', () => {
  expect(problemsOf(file({ format: 'docker-auth' }))).toEqual([
    '9:13 format-does-not-fit api.acme.example takes the user name and the password separately: leave the format out',
  ]);
  expect(problemsOf(file({}, '{ backend: acme, format: password }'))[0]).toMatch(/format-does-not-fit/);
});

test('an optional part of a path is kept where its parameter has a value', () => {
  const write = '{ request: "PATCH /v1[/teams/{team}]/r/{id}", json: { password: "{password}" } }';
  const parameters = '{ team: research }';
  expect(publicationOf(file({ write, parameters })).to.write.target).toBe('/v1/teams/{team}/r/{id}');
  const without = file({ write, parameters: '{ other: x }' });
  expect(problemsOf(without)).toEqual([expect.stringMatching(/nothing fills in \{team\}/)]);
});

test('a name that the service does not take is refused with the rule', () => {
  const names = "{ pattern: '[a-z]+', longest: 10 }";
  expect(problemsOf(file({ names }, '{ backend: acme, name: UPPER }'))).toEqual([
    expect.stringMatching(
      /name-malformed .*does not take the name "UPPER": set a name that matches \[a-z\]\+/,
    ),
  ]);
  expect(problemsOf(file({ names }, '{ backend: acme, name: abcdefghijkl }'))).toEqual([
    expect.stringMatching(/has 12 characters, and api\.acme\.example takes 10/),
  ]);
  expect(problemsOf(file({ names: '{ shortest: 3 }' }, '{ backend: acme, name: ab }'))).toEqual([
    expect.stringMatching(/has 2 characters, and api\.acme\.example needs 3/),
  ]);
  expect(problemsOf(file({ names: "{ pattern: '[' }" }))).toEqual([
    expect.stringMatching(/not a regular expression/),
  ]);
});

test('a preset and the same service by hand are one place', () => {
  const backends = `backends:
  one: { type: runpod, apiKey: { from: env, id: K } }
  two: { type: runpod, apiKey: { from: env, id: K } }
registries: [{ host: ${HOST}, publish: [{ backend: one, name: a }, { backend: two, name: a }] }]
`;
  expect(problemsOf(backends)).toEqual([expect.stringMatching(/same-secret/)]);
});
