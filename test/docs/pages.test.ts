import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { compile } from '../../lib/config/file/compile.ts';
import { type Block, blocksOf, PAGES, type Page, proseOf } from './pages.ts';

const BLOCKS = PAGES.flatMap(blocksOf);
const written = (...languages: string[]) => BLOCKS.filter(({ language }) => languages.includes(language));

test.each(PAGES)('$path is merged to its end', ({ text }) => {
  expect(text).not.toMatch(/^(?:<{7}|={7}|>{7})(?: |$)/m);
});

describe('a block', () => {
  test.each(written('json'))('of JSON parses: $page:$line', ({ text }) => {
    expect(() => JSON.parse(text)).not.toThrow();
  });

  test.each(written('yaml').filter(notOfRules))('of YAML parses: $page:$line', ({ text }) => {
    expect(() => parse(text)).not.toThrow();
  });

  test.each(written('yaml').filter(isRegistries))(
    'that is a whole registries.yml compiles: $page:$line',
    ({ page, text }) => {
      expect(() => compile(text, page)).not.toThrow();
    },
  );
});

describe('a link', () => {
  const links = PAGES.flatMap((page) =>
    [...proseOf(page).matchAll(/\]\((?!https?:)([^)\s]+)\)/g)].map(([, to = '']) => ({
      page: page.path,
      to,
    })),
  );

  test.each(links)('of $page leads somewhere: $to', ({ page, to }) => {
    const [path = '', anchor] = to.split('#');
    const target = path === '' ? page : join(dirname(page), path);
    expect(existsSync(target)).toBe(true);
    if (anchor !== undefined) expect(anchorsOf(PAGES.find((each) => each.path === target))).toContain(anchor);
  });

  test('of the README, or of a page that it leads to, leads to every page', () => {
    const reached = new Set(['README.md']);
    for (const from of reached) {
      for (const { page, to } of links)
        if (page === from) reached.add(join(dirname(page), to.split('#')[0] ?? ''));
    }
    expect(PAGES.filter(({ path }) => !reached.has(path)).map(({ path }) => path)).toEqual([]);
  });
});

function isRegistries({ text }: Block): boolean {
  return /^registries:\s*[-[]/m.test(text); // and not the mapping of that name that fal has
}

/** The pages of the rules show what no YAML is, too; the tests of the rules read them as PyYAML does. */
function notOfRules({ page }: Block): boolean {
  return !page.startsWith('docs/rules/');
}

/** A heading's anchor, as GitHub makes it. */
function anchorsOf(page: Page | undefined): string[] {
  const headings = page === undefined ? [] : proseOf(page).matchAll(/^#+ (.+)$/gm);
  return [...headings].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );
}
