import { Composer, type CST, type Document, Schema } from 'yaml';
import type { Span } from '../node.ts';
import { explain } from './explain.ts';
import { joinLines } from './join-lines.ts';
import type { YamlProblem } from './problem.ts';
import { type OnToken, type Tokens, tokenize, type Uncomposed } from './scanner.ts';

export interface Composed {
  document?: Document.Parsed;
  problems: YamlProblem[];
}

/** Faults to a YAML 1.2 reader that PyYAML lets pass, by the beginning of their message. */
const TOLERATED = ['Comments must be separated', 'Unresolved tag'];

/** Strings, lists and mappings only: what a scalar means is decided by PyYAML's rules. Made once, as it is never changed. */
const SCHEMA = new Schema({ schema: 'failsafe', resolveKnownTags: false });

/** What may be said of quotes and brackets that go on with less indentation than YAML wants, and PyYAML accepts. */
const INDENTATION = /never closed|is missing/;

/** The document that stands in a text, and what is wrong with it. */
export function composeDocument({ text, tokens }: Uncomposed, onToken?: OnToken): Composed {
  const composed = compose(text, tokens);
  if (!composed.problems.some(({ message }) => INDENTATION.test(message))) return composed;
  const lines = joinLines(text);
  const joined = compose(lines, tokenize(lines, onToken));
  return joined.problems.length === 0 ? joined : composed;
}

/** What the package's composer makes of the tokens. */
function compose(text: string, tokens: Tokens): Composed {
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
  const [document, second] = withoutStacks(() => {
    const [one, another] = composer.compose(tokens, true, text.length);
    return [one, another];
  });
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

function secondDocument(document: Document.Parsed): YamlProblem {
  return {
    message: 'A second document starts here: Truss reads a file of one document only.',
    span: { start: document.range[0], end: document.range[0] },
    hint: 'Delete the "---" that stands between them, or move the second document to a file of its own.',
  };
}
