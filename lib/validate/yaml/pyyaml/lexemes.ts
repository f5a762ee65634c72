import type { YamlProblem } from './problem.ts';
import { DOCUMENT, FLOW_END, SCALAR } from './tokens.ts';

/** PyYAML's alphabet for the names of anchors, and what may follow one: less than YAML 1.2 allows. */
const ANCHOR = /^[&*][0-9A-Za-z_-]+$/;
const AFTER_ANCHOR = /^[\s?:,\]}%@`]?$/;

const YAML_DIRECTIVE = /^%YAML +(\d+)\.\d+$/;

const SINGLE_QUOTED = /^'(?:[^']|'')*'$/;

const SEPARATION = /^(?:\s|#)/;

type Complaint = { message: string; hint?: string };

/** Follows the lexemes of one text, and says where PyYAML's scanner would have stopped and YAML 1.2 does not. */
export class Lexemes {
  readonly #text: string;
  #offset = 0;
  #flowDepth = 0;
  #expected: 'token' | 'plain scalar' | 'block scalar' = 'token';
  #afterBlockHeader = false;
  #itemExpected = false;
  #yamlDirectives = 0;

  constructor(text: string) {
    this.#text = text;
  }

  get offset(): number {
    return this.#offset;
  }

  next(lexeme: string): YamlProblem | undefined {
    if (lexeme === SCALAR) {
      this.#expected = this.#afterBlockHeader ? 'block scalar' : 'plain scalar';
      this.#afterBlockHeader = false;
      return undefined;
    }
    if (lexeme === DOCUMENT || lexeme === FLOW_END) {
      this.#flowDepth = 0;
      return undefined;
    }
    const message = this.#complaint(lexeme);
    const span = { start: this.#offset, end: this.#offset + lexeme.length };
    this.#offset += lexeme.length;
    return message === undefined ? undefined : { ...message, span };
  }

  #complaint(lexeme: string): Complaint | undefined {
    const expected = this.#expected;
    this.#expected = 'token';
    if (this.#flowDepth > 0 && lexeme !== ',' && !SEPARATION.test(lexeme)) this.#itemExpected = false;
    if (expected === 'block scalar') return undefined;
    if (expected === 'plain scalar') return this.#plainComplaint(lexeme);
    switch (lexeme[0]) {
      case ' ':
      case '\t':
        return lexeme.includes('\t') ? TAB : undefined;
      case ',':
        return this.#commaComplaint();
      case '[':
      case '{':
        this.#flowDepth++;
        this.#itemExpected = true;
        return undefined;
      case ']':
      case '}':
        this.#flowDepth--;
        return undefined;
      case '|':
      case '>':
        this.#afterBlockHeader = true;
        return undefined;
      case '&':
      case '*':
        return this.#anchorComplaint(lexeme);
      case "'":
        return SINGLE_QUOTED.test(lexeme) ? undefined : { message: "The closing ' is missing." };
      case '%':
        return this.#directiveComplaint(lexeme);
      default:
        return undefined;
    }
  }

  #plainComplaint(lexeme: string): Complaint | undefined {
    if (lexeme.includes('\t')) return TAB;
    if (this.#flowDepth > 0 && lexeme.includes('?'))
      return {
        message:
          'A "?" cannot stand in an unquoted value between brackets: Python takes it for a complex key.',
        hint: 'Put the value in quotes.',
      };
    return undefined;
  }

  /** Said here and not by the composer, which goes on to complain about every one of them. */
  #commaComplaint(): Complaint | undefined {
    if (this.#itemExpected)
      return { message: 'There is nothing before this comma.', hint: 'Delete one of the commas.' };
    this.#itemExpected = this.#flowDepth > 0;
    return undefined;
  }

  #anchorComplaint(lexeme: string): Complaint | undefined {
    const following = this.#text[this.#offset + lexeme.length] ?? '';
    if (ANCHOR.test(lexeme.replace(/:$/, '')) && AFTER_ANCHOR.test(following)) return undefined;
    return {
      message: 'The name of this anchor has a character that Python does not allow there.',
      hint: 'Use letters, digits, "_" and "-" only; or put the value in quotes, if it is no anchor.',
    };
  }

  #directiveComplaint(lexeme: string): Complaint | undefined {
    if (!/^%YAML\b/.test(lexeme)) return undefined;
    if (YAML_DIRECTIVE.exec(lexeme.trimEnd())?.[1] === '1' && ++this.#yamlDirectives === 1) return undefined;
    return {
      message: 'This is not a directive that Python accepts.',
      hint: 'Delete the line; the file is read as YAML 1.1 whatever it says.',
    };
  }
}

const TAB = {
  message: 'A tab stands where Python allows spaces only: found character "\\t" that cannot start any token.',
  hint: 'Replace the tab with spaces.',
};
