/** What no shell takes for anything else than itself. */
const HARMLESS = /^[\w@%+=:,./-]+$/;

/** One word of a command in sh, as it has to be typed: nothing in it is run or replaced. */
export function shellWord(text: string): string {
  return HARMLESS.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
