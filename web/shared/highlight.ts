import { HighlightStyle, StreamLanguage, type StringStream, syntaxHighlighting } from '@codemirror/language';
import { tags } from '@lezer/highlight';

export type Language = 'yaml' | 'toml';

interface State {
  /** The indentation of a key whose value is a block of text. Inside the block, nothing is a key or a comment. */
  block: number | undefined;
}

const KEY_IN_YAML = /^(?:"(?:[^"\\]|\\.)*"|'[^']*'|[^\s#&*!|>%@`,[\]{}"'][^#:]*?)(?=\s*:(?:\s|$))/;
const KEY_IN_TOML = /^(?:"[^"]*"|'[^']*'|[\w.-])+(?=\s*=)/;
const STRING = /^(?:"(?:[^"\\]|\\.)*"?|'(?:[^']|'')*'?)/;
const ATOM = /^(?:null|true|false|~|[-+]?\d[\d._]*)(?=[\s,\]}]|$)/;

/** Colours keys, comments, texts in quotes and values with a meaning: as much as a config file needs. */
export const LANGUAGES: Record<Language, StreamLanguage<State>> = {
  yaml: language('yaml', KEY_IN_YAML),
  toml: language('toml', KEY_IN_TOML),
};

function language(name: Language, key: RegExp): StreamLanguage<State> {
  return StreamLanguage.define<State>({
    name,
    startState: () => ({ block: undefined }),
    token(stream, state) {
      if (stream.sol() && state.block !== undefined) {
        if (stream.indentation() > state.block || /^\s*$/.test(stream.string)) {
          stream.skipToEnd();
          return 'string';
        }
        state.block = undefined;
      }
      if (stream.eatSpace()) return null;
      if (stream.match(/^#.*/)) return 'comment';
      if (name === 'toml' && stream.sol() && stream.match(/^\[.*\]/)) return 'heading';
      if (name === 'yaml' && stream.match(/^[|>][-+\d]*(?=\s*(?:#|$))/)) {
        state.block = stream.indentation();
        return 'punctuation';
      }
      return tokenIn(stream, key);
    },
    languageData: { commentTokens: { line: '#' } },
  });
}

function tokenIn(stream: StringStream, key: RegExp): string | null {
  if (stream.match(key)) return 'propertyName';
  if (stream.match(STRING)) return 'string';
  if (stream.match(ATOM)) return 'atom';
  if (stream.match(/^(?:- |[[\]{},:=])/)) return 'punctuation';
  if (!stream.match(/^(?:[^\s,[\]{}:=#]|[:=#](?=[^\s,\]}]))+/)) stream.next();
  return null;
}

export const HIGHLIGHTING = syntaxHighlighting(
  HighlightStyle.define([
    { tag: tags.propertyName, color: 'var(--accent)' },
    { tag: tags.heading, color: 'var(--accent)', fontWeight: '600' },
    { tag: tags.comment, color: 'var(--quiet)', fontStyle: 'italic' },
    { tag: [tags.punctuation, tags.atom], color: 'var(--quiet)' },
  ]),
);
