import { globSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { IDIOM, idiomsIn, longSentencesIn, paragraphsIn, sentencesIn } from './plain-english.ts';

/**
 * Places that keep a word of the list, with the reason. This test finds smells, not proofs: an entry needs a reason that
 * convinces a reader, and rewriting is nearly always shorter.
 */
const ALLOWED: Record<string, string> = {
  'lib/doctor': 'being rewritten with its checks',
  'lib/status': 'being rewritten with its remarks',
  'lib/deployment/alarms': 'being rewritten with the alarm texts',
  'cli/commands/doctor.ts': 'being rewritten with lib/doctor',
};

const isAllowed = (file: string) => Object.keys(ALLOWED).some((place) => file.startsWith(place));

const SOURCES = globSync('{lib,cli,functions}/**/*.ts').map((file) => file.replaceAll('\\', '/'));

test('messages and comments use plain words', () => {
  const found = SOURCES.filter((file) => !isAllowed(file)).flatMap((file) =>
    sentencesIn(file, readFileSync(file, 'utf8')).flatMap(({ line, text }) =>
      idiomsIn(text).map(
        (idiom) => `${file}:${line} ${idiom} → ${IDIOM[idiom]?.instead}: ${text.slice(0, 80)}`,
      ),
    ),
  );
  expect(found).toEqual([]);
});

/** Generated pages repeat messages, which the test above reads. */
const PAGES = ['README.md', ...globSync('docs/*.md'), ...globSync('docs/registries/*.md')];

/** How many long sentences the pages have. The number only falls: shorten a sentence, then lower it. */
const MOST_LONG_SENTENCES = 12;

test(`the pages have no more than ${MOST_LONG_SENTENCES} sentences over 30 words`, () => {
  const long = PAGES.flatMap((page) =>
    paragraphsIn(readFileSync(page, 'utf8')).flatMap(({ line, text }) =>
      longSentencesIn(text).map((sentence) => `${page}:${line} ${sentence.words} words: ${sentence.text}`),
    ),
  );
  expect(long.length, long.join('\n')).toBeLessThanOrEqual(MOST_LONG_SENTENCES);
});

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
