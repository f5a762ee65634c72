import type { CST } from 'yaml';
import type { YamlNode } from '../node.ts';
import { Lexemes } from './lexemes.ts';
import { ordinaryTree } from './ordinary.ts';
import type { YamlProblem } from './problem.ts';
import { Lexer, Parser } from './tokens.ts';

/**
 * Python gives up at some depth of nesting: the JSON that `truss push` writes at about 255, its YAML reader at about
 * twice that. The limit also keeps our own stack whole, since documents are composed recursively.
 */
const MAX_DEPTH = 250;

// biome-ignore lint/suspicious/noControlCharactersInRegex: PyYAML's set of characters that a stream may not hold
const UNPRINTABLE = /[^\x09\x0A\x0D\x20-\x7E\x85\xA0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/** Line breaks to PyYAML, ordinary characters to `yaml`. Each is one unit, so that nothing moves. */
const FOREIGN_BREAK = /\r(?!\n)|[\x85\u2028\u2029]/g;

/** Called for every token that is read. It may throw, where somebody cannot wait for a file that has too many. */
export type OnToken = () => void;

const noLimit: OnToken = () => {};

/** The tree of an ordinary file; of any other, what a tree is yet to be composed of. */
export type Scanned = { root: YamlNode } | Uncomposed;

export interface Uncomposed {
  /** As the `yaml` package is given it: every line break is one to the package, too. */
  text: string;
  tokens: Tokens;
}

/** Of the whole text, or the first thing that ends it: whatever comes behind that is not looked at. */
export type Tokens = CST.Token[] | YamlProblem;

/**
 * Reads the text with the `yaml` package, and stops where PyYAML's reader and scanner would. The package follows
 * YAML 1.2, which allows more (tabs between tokens, any name for an anchor); those differences are caught per lexeme,
 * since a tree no longer shows them.
 */
export function scan(source: string, onToken: OnToken = noLimit): Scanned {
  const unprintable = UNPRINTABLE.exec(source);
  if (unprintable) return { text: source, tokens: unprintableCharacter(unprintable) };

  const text = source.replace(FOREIGN_BREAK, '\n');
  const tokens = tokenize(text, onToken);
  const root = Array.isArray(tokens) ? ordinaryTree(tokens) : undefined;
  return root ? { root } : { text, tokens };
}

export function tokenize(text: string, onToken: OnToken = noLimit): Tokens {
  const parser = new Parser();
  const lexemes = new Lexemes(text);
  const tokens: CST.Token[] = [];
  for (const lexeme of new Lexer().lex(text)) {
    onToken();
    for (const token of parser.next(lexeme)) tokens.push(token);
    if (parser.stack.length > MAX_DEPTH) return tooDeep(lexemes.offset);
    const problem = lexemes.next(lexeme);
    if (problem) return problem;
  }
  for (const token of parser.end()) tokens.push(token);
  return tokens;
}

function unprintableCharacter({ 0: character, index }: RegExpExecArray): YamlProblem {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return {
    message: `The character U+${code} is not allowed anywhere in a YAML file, not even in quotes.`,
    span: { start: index, end: index + character.length },
    hint: `Delete it, or write it as "\\u${code}" in double quotes.`,
  };
}

function tooDeep(offset: number): YamlProblem {
  return {
    message: `The nesting is deeper than ${MAX_DEPTH} levels: Python gives up on it.`,
    span: { start: offset, end: offset + 1 },
    hint: 'Flatten the part that starts here; no setting of Truss nests deeper than a handful of levels.',
  };
}
