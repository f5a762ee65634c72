import { readdirSync, readFileSync } from 'node:fs';

export interface Page {
  readonly path: string;
  readonly text: string;
}

/** A fenced block, without what indents all of it. */
export interface Block {
  readonly page: string;
  readonly line: number;
  /** What stands behind the fence; empty where nothing does. */
  readonly language: string;
  readonly text: string;
}

/** Every page that a person reads. */
export const PAGES: readonly Page[] = [
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'CODE_OF_CONDUCT.md',
  'SECURITY.md',
  ...readdirSync('docs', { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.md'))
    .map((file) => `docs/${file.replaceAll('\\', '/')}`)
    .sort(),
].map((path) => ({ path, text: readFileSync(path, 'utf8') }));

export function blocksOf({ path, text }: Page): Block[] {
  return [...text.matchAll(/^( *)```(\w*)\n(.*?)^\1```$/gms)].map(
    ({ 1: indent = '', 2: language = '', 3: inside = '', index }) => ({
      page: path,
      line: text.slice(0, index).split('\n').length,
      language,
      text: inside.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    }),
  );
}

/** A page without its fenced blocks. */
export function proseOf({ text }: Page): string {
  return text.replaceAll(/^( *)```\w*\n.*?^\1```$/gms, '');
}
