/** A word that needs no quotes in any shell. */
const HARMLESS = /^[\w@%+=:,./-]+$/;

/** Quotes one word of a command for sh: the shell runs and replaces nothing in it. */
export function shellWord(text: string): string {
  return HARMLESS.test(text) ? text : `'${text.replaceAll("'", String.raw`'\''`)}'`;
}
