import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import {
  IDIOM,
  idiomsIn,
  longSentencesIn,
  paragraphsIn,
  type Sentence,
  sentencesIn,
} from './plain-english.ts';

const SOURCES = globSync('{lib,cli,functions,sandbox,scripts,web}/**/*.{ts,tsx}').map((file) =>
  file.replaceAll('\\', '/'),
);

/** The pages that people write. Other pages of docs are generated from messages, which the first test reads. */
const PAGES = [
  'README.md',
  'CONTRIBUTING.md',
  'SECURITY.md',
  ...globSync('docs/**/*.md').filter((page) => !page.replaceAll('\\', '/').startsWith('docs/rules/')),
];

test('messages and comments use plain words', () => {
  const found = SOURCES.flatMap((file) => idiomsAt(file, sentencesIn(file, readFileSync(file, 'utf8'))));
  expect(found).toEqual([]);
});

test('pages use plain words', () => {
  const found = PAGES.flatMap((page) => idiomsAt(page, paragraphsIn(readFileSync(page, 'utf8'))));
  expect(found).toEqual([]);
});

test('no sentence of a page has more than 30 words', () => {
  const long = PAGES.flatMap((page) =>
    paragraphsIn(readFileSync(page, 'utf8')).flatMap(({ line, text }) =>
      longSentencesIn(text).map((sentence) => `${page}:${line} ${sentence.words} words: ${sentence.text}`),
    ),
  );
  expect(long).toEqual([]);
});

function idiomsAt(file: string, sentences: readonly Sentence[]): string[] {
  return sentences.flatMap(({ line, text }) =>
    idiomsIn(text).map(
      (idiom) => `${file}:${line} ${idiom} → ${IDIOM[idiom]?.instead}: ${text.slice(0, 80)}`,
    ),
  );
}

test.each([
  ['It is read anew each time.', ['anew']],
  ['Whoever reads it, waits.', ['whoever', 'noun clause']],
  ['and what stands there is dead', ['stands there']],
  ['the key in X is none: it is not JSON', ['is none']],
  ['What is not known there is taken to live longer.', []],
  ['What fails is looked at in every run that has time.', ['noun clause']],
  ['Run `anew` or "whoever".', []],
  ['undefined where there is none', []],
])('%j has the idioms %j', (text, idioms) => {
  expect(idiomsIn(text)).toEqual(idioms);
});

test('comments, texts and templates are read, and code is not', () => {
  const source = `/** One\n * comment. */\nconst anew = 'two words'; // a third\nconst t = \`four \${anew} five words\`;\n`;
  expect(sentencesIn('a.ts', source).map(({ line, text }) => [line, text])).toEqual([
    [1, '* One comment.'],
    [3, 'a third'],
    [3, 'two words'],
    [4, ' five words'],
  ]);
});

test('a sentence is counted without its code and its addresses', () => {
  const words = Array.from({ length: 31 }, () => 'word').join(' ');
  expect(longSentencesIn(`${words}. Short \`${words}\` one.`)).toMatchObject([{ words: 31 }]);
  expect(paragraphsIn('# Title\n\none\ntwo\n\n```\ncode\n```\n- item\n  more\n')).toEqual([
    { line: 3, text: 'one two' },
    { line: 9, text: 'item more' },
  ]);
});
