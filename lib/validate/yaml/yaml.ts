import { Composer, type OnValue } from './composer.ts';
import { Cursor, Unreadable } from './cursor.ts';
import type { YamlNode, YamlProblem } from './node.ts';

export type { OnValue } from './composer.ts';

/** A file as Truss reads it: a tree, or the first error. */
export type YamlReading = { text: string; root: YamlNode } | UnreadableYaml;

export interface UnreadableYaml {
  text: string;
  problem: YamlProblem;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: PyYAML's set of characters that a stream may not hold
const UNPRINTABLE = /[^\x09\x0A\x0D\x20-\x7E\x85\xA0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/**
 * Reads a text as PyYAML does with the loader of Truss: YAML 1.1 types, one document, no merge keys, no unknown tags,
 * only dates that exist. Every node keeps its place in the text. The time grows linearly with the length of the text.
 */
export function readYaml(text: string, onValue: OnValue = () => {}): YamlReading {
  const unprintable = UNPRINTABLE.exec(text);
  if (unprintable) return { text, problem: unprintableCharacter(unprintable) };
  try {
    return { text, root: new Composer(new Cursor(text), onValue).document() };
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    return { text, problem: error.problem };
  }
}

function unprintableCharacter({ 0: character, index }: RegExpExecArray): YamlProblem {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return {
    message: `The character U+${code} is not allowed anywhere in a YAML file, not even in quotes.`,
    span: { start: index, end: index + character.length },
    hint: `Delete it, or write it as "\\u${code}" in double quotes.`,
  };
}
