import { shellWord } from './shell-word.ts';

/** The options of a command by their names. Undefined ones are left out. */
type Options = Readonly<Record<string, string | undefined>>;

/**
 * Formats a command of sh, with each option on its own line. A value that begins with a hyphen cannot become an option.
 */
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
