import { type Block, blocksOf, type Page, proseOf } from './pages.ts';

/** A command as a page has it. */
export interface Typed {
  readonly words: string;
  /** The page that has it first. */
  readonly page: string;
  /** What the page shows as its output, where it does. */
  readonly shown?: string | undefined;
}

/** Every command on the pages, once: those in blocks, and those in sentences and tables. */
export function typedOn(pages: readonly Page[]): Typed[] {
  const all = pages.flatMap((page) => [...blocksOf(page).flatMap(inBlock), ...inProse(page)]);
  const first = new Map<string, Typed>();
  for (const typed of all) {
    const known = first.get(typed.words);
    if (known === undefined || (known.shown === undefined && typed.shown !== undefined))
      first.set(typed.words, typed);
  }
  return [...first.values()];
}

function inBlock({ page, language, text }: Block): Typed[] {
  if (language === 'sh') return inScript(text).map((words) => ({ words, page }));
  if (!['', 'console'].includes(language) || !text.startsWith('$ ')) return [];
  return text
    .split(/^\$ /m)
    .slice(1)
    .flatMap((part) => {
      const [, words = '', shown = ''] = /^((?:[^\n]*\\\n)*[^\n]*)\n(.*)$/s.exec(part) ?? [];
      return { words: joined(words), page, shown: shown === '' ? undefined : shown };
    });
}

/** A script with a here-document is one command; of any other, each line is one, and so is each side of an `&&`. */
function inScript(text: string): string[] {
  if (/<<'?\w/.test(text)) return [text];
  return joined(text)
    .split('\n')
    .flatMap((line) => line.replace(/(?:^|\s{2,})# .*$/, '').split(/ && (?![^"]*"$)/))
    .map((line) => line.trim())
    .filter((line) => line !== '');
}

/** What is typed over several lines, as one. */
const joined = (text: string) => text.replaceAll(/\s*\\\n\s*/g, ' ');

/** What a sentence or a table has between backticks, and begins with a program that people type. */
function inProse(page: Page): Typed[] {
  const code = proseOf(page).matchAll(/`((?:[^`]+ \\?\| )?(?:npx|npm|aws|gcloud|curl|git) [^`]+)`/g);
  return [...code].map(([, words = '']) => ({
    words: words.replaceAll('\\|', '|').replaceAll(/\s+/g, ' '),
    page: page.path,
  }));
}
