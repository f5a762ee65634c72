import { readdir, readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { rulePages } from '../../scripts/rule-pages.ts';

const folder = new URL('../../docs/rules/', import.meta.url);

it('docs/rules is in step with the rules; "npm run rules" writes it', async () => {
  const written = await Promise.all(
    (await readdir(folder)).map(
      async (name) => [name, await readFile(new URL(name, folder), 'utf8')] as const,
    ),
  );
  expect(new Map(written.toSorted())).toEqual(new Map([...rulePages()].toSorted()));
});
