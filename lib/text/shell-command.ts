import { shellWord } from './shell-word.ts';

/** The options of a command by their names; one that is undefined is left out. */
type Options = Readonly<Record<string, string | undefined>>;

/** A command of sh, with each option on a line of its own. A value that begins with a hyphen can be no other option. */
export function shellCommand(
  words: readonly string[],
  options: Options = {},
  between: ' ' | '=' = ' ',
): string {
  const lines = Object.entries(options).flatMap(([name, value]) =>
    value === undefined ? [] : `--${name}${value.startsWith('-') ? '=' : between}${shellWord(value)}`,
  );
  return [words.map(shellWord).join(' '), ...lines].join(' \\\n  ');
}
