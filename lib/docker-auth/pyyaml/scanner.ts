import { Composer, type CST, type Document, Lexer, Parser, Schema } from 'yaml';
import type { Span, YamlNode } from '../node.ts';
import { explain } from './explain.ts';
import { joinLines } from './join-lines.ts';
import { Lexemes } from './lexemes.ts';
import { ordinaryTree } from './ordinary.ts';
import type { YamlProblem } from './problem.ts';

/**
 * Python gives up at some depth of nesting: the JSON that `truss push` writes at about 255, its YAML reader at about
 * twice that. The limit also keeps our own stack whole, since documents are composed recursively.
 */
const MAX_DEPTH = 250;

// biome-ignore lint/suspicious/noControlCharactersInRegex: PyYAML's set of characters that a stream may not hold
const UNPRINTABLE = /[^\x09\x0A\x0D\x20-\x7E\x85\xA0-\uD7FF\uE000-\uFFFD\u{10000}-\u{10FFFF}]/u;

/** Line breaks to PyYAML, ordinary characters to `yaml`. Each is one unit, so that nothing moves. */
const FOREIGN_BREAK = /\r(?!\n)|[\x85\u2028\u2029]/g;

/** Faults to a YAML 1.2 reader that PyYAML lets pass, by the beginning of their message. */
const TOLERATED = ['Comments must be separated', 'Unresolved tag'];

/** Called for every token that is read. It may throw, where somebody cannot wait for a file that has too many. */
export type OnToken = () => void;

const noLimit: OnToken = () => {};

/** The tree of an ordinary file; of any other, what the package's composer makes of it. */
export type Scanned = { root: YamlNode } | Composed;

interface Composed {
  document?: Document.Parsed;
  problems: YamlProblem[];
}

/** Strings, lists and mappings only: what a scalar means is decided by PyYAML's rules. Made once, as it is never changed. */
const SCHEMA = new Schema({ schema: 'failsafe', resolveKnownTags: false });

/** What may be said of quotes and brackets that go on with less indentation than YAML wants, and PyYAML accepts. */
const INDENTATION = /never closed|is missing/;

/**
 * Reads the text with the `yaml` package, and stops where PyYAML's reader and scanner would. The package follows
 * YAML 1.2, which allows more (tabs between tokens, any name for an anchor); those differences are caught per lexeme,
 * since a tree no longer shows them.
 */
export function scan(source: string, onToken: OnToken = noLimit): Scanned {
  const unprintable = UNPRINTABLE.exec(source);
  if (unprintable) return { problems: [unprintableCharacter(unprintable)] };

  const text = source.replace(FOREIGN_BREAK, '\n');
  const tokens = tokenize(text, onToken);
  const root = Array.isArray(tokens) ? ordinaryTree(tokens) : undefined;
  if (root) return { root };
  const composed = compose(text, tokens);
  if (!composed.problems.some(({ message }) => INDENTATION.test(message))) return composed;
  const lines = joinLines(text);
  const joined = compose(lines, tokenize(lines, onToken));
  return joined.problems.length === 0 ? joined : composed;
}

function compose(text: string, tokens: CST.Token[] | YamlProblem): Composed {
  if (!Array.isArray(tokens)) return { problems: [tokens] };
  const marker = leadingDocumentEnd(tokens);
  if (marker) return { problems: [marker] };

  const composer = new Composer({
    schema: SCHEMA,
    version: '1.1',
    uniqueKeys: false,
    keepSourceTokens: true,
    logLevel: 'silent',
  });
  const [document, second] = withoutStacks(() => [...composer.compose(tokens, true, text.length)]);
  const problems = (document?.errors ?? [])
    .filter(({ message }) => !TOLERATED.some((start) => message.startsWith(start)))
    .map(({ message, pos }): YamlProblem => ({ ...explain(message), span: within(text, pos) }));
  if (second) problems.push(secondDocument(second));
  return document ? { document, problems } : { problems };
}

/** The composer makes an error of every fault, and there are texts of nothing else: their stacks would take the most time. */
function withoutStacks<Result>(work: () => Result): Result {
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = 0;
  try {
    return work();
  } finally {
    Error.stackTraceLimit = stackTraceLimit;
  }
}

/** The end of a text is a place behind its last character. */
function within(text: string, [start, end]: [number, number]): Span {
  return { start: Math.min(start, text.length), end: Math.min(Math.max(start, end), text.length) };
}

/** The tokens of the whole text, or the first thing that ends it: whatever comes behind that is not looked at. */
function tokenize(text: string, onToken: OnToken): CST.Token[] | YamlProblem {
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

/** `...` ends a document, and there is none yet. Baseten's own docs start a sample with it. */
function leadingDocumentEnd(tokens: CST.Token[]): YamlProblem | undefined {
  const [start, end] = tokens.filter(({ type }) => type === 'document' || type === 'doc-end');
  if (start?.type !== 'document' || end?.type !== 'doc-end') return undefined;
  if (start.value || start.start.some(({ type }) => type === 'doc-start')) return undefined;
  return {
    message: '"..." ends a YAML document, and none has begun: Truss cannot read the file.',
    span: { start: end.offset, end: end.offset + end.source.length },
    hint: 'Delete the line; in Baseten\'s docs it only stands for "the rest of your config".',
  };
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

function secondDocument(document: Document.Parsed): YamlProblem {
  return {
    message: 'A second document starts here: Truss reads a file of one document only.',
    span: { start: document.range[0], end: document.range[0] },
    hint: 'Delete the "---" that stands between them, or move the second document to a file of its own.',
  };
}
