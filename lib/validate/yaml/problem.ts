import type { Span } from './node.ts';

/** Why a file cannot be read, at the place where the reader stops. Never quotes the file: that text may be a password. */
export interface YamlProblem {
  message: string;
  span: Span;
  hint?: string;
}

/** Ends the reading of a file; readYaml turns it into a Reading. */
export class Unreadable extends Error {
  override readonly name = 'Unreadable';
  readonly span: Span;
  readonly hint: string | undefined;

  constructor(message: string, span: Span, hint?: string) {
    super(message);
    this.span = span;
    this.hint = hint;
  }
}
