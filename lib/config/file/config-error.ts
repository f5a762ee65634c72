import type { Code } from './complaint.ts';
import type { Position } from './position.ts';

export interface Problem extends Position {
  code: Code;
  /** One printable line, with a limited length. */
  message: string;
}

/** The first problems are often the cause of the others. */
const MOST_SHOWN = 50;

/** All problems of a registries.yml, in the order of the file. The message has the first ones. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly problems: readonly Problem[];

  constructor(file: string, problems: readonly Problem[]) {
    const inOrder = problems
      .map((problem) => ({ ...problem, message: onOneLine(problem.message) }))
      .sort((a, b) => a.line - b.line || a.column - b.column);
    const count = inOrder.length === 1 ? '1 problem' : `${inOrder.length} problems`;
    const lines = inOrder
      .slice(0, MOST_SHOWN)
      .map(({ line, column, message }) => `  ${file}:${line}:${column}  ${message}`);
    const more = inOrder.length > MOST_SHOWN ? [`  … and ${inOrder.length - MOST_SHOWN} more`] : [];
    super([`${file} has ${count}`, ...lines, ...more].join('\n'));
    this.problems = inOrder;
  }
}

/** Cuts the middle of a long message: it quotes at its beginning and explains at its end. */
const LONGEST_HALF = 250;

function onOneLine(message: string): string {
  const short =
    message.length > 2 * LONGEST_HALF
      ? `${message.slice(0, LONGEST_HALF)} … ${message.slice(-LONGEST_HALF)}`
      : message;
  return short.replace(/[^\x20-\x7e…]/gu, (char) => `\\u{${char.codePointAt(0)?.toString(16)}}`);
}
