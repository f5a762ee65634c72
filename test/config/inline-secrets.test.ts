import { expect, test } from 'vitest';
import { refusalOf } from './problems.ts';

const BACKEND = 'b: { type: baseten, apiKey: { from: env, id: A } }';
const registry = (fields: string) =>
  `backends: { ${BACKEND} }\nregistries: [{ host: ghcr.io, publish: [b], ${fields} }]\n`;
const login = (fields: string) => registry(`credentials: { username: u, ${fields} }`);
const backend = (fields: string) => `backends: { b: { type: baseten, ${fields} } }\nregistries: []\n`;

/** Places in which people write a secret by mistake. */
const FILES: Record<string, string> = {
  'in place of a reference': login('password: hunter2'),
  'in place of a reference, as a number': login('password: 70112233'),
  'in place of the credentials': registry('credentials: me:hunter2'),
  'in place of the credentials, as a number': registry('credentials: 70112233'),
  'without a space after the colon': login('password:hunter2'),
  'without a space, in a backend': backend('apiKey:hunter2'),
  'behind an equals sign': registry('password=hunter2: x'),
  'as the id of a variable': login('password: { from: env, id: "hunter2!" }'),
  'as a login before an image': registry('image: "me:hunter2@ghcr.io/a/b:c"'),
  'as a login before a host': `backends: { ${BACKEND} }\nregistries: [{ host: "me:hunter2@ghcr.io", publish: [b] }]`,
  'with a sign of YAML before it': backend('apiKey: *hunter2'),
  'with the sign of a tag before it': backend('apiKey: !hunter2'),
  'with the sign of a block before it': 'a: |hunter2\n',
  'with the sign of a directive before it': '%hunter2\n---\n',
  'with a bracket before it': 'a: ]hunter2\n',
  'with a backslash before it': 'a: "\\qhunter2"\n',
  'as a key, twice': 'hunter2: 1\nhunter2: 2\n',
};

test.each(Object.entries(FILES))('A secret is shown in no message: %s', (_, text) => {
  const problems = refusalOf(text);
  expect(problems).not.toEqual([]);
  for (const { message } of problems) expect(message).not.toMatch(/hunter2|70112233/);
});

test.each([
  'in place of a reference',
  'in place of a reference, as a number',
  'in place of the credentials',
  'in place of the credentials, as a number',
])('A secret is reported as such: %s', (place) => {
  expect(refusalOf(FILES[place] ?? '').map(({ code }) => code)).toContain('secret-inline');
});
