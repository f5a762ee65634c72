import type { Span } from './node.ts';

/** One-based; columns count UTF-16 units, as editors and SARIF do. */
interface TextPosition {
  line: number;
  column: number;
}

export interface Range {
  start: TextPosition;
  end: TextPosition;
}

/** Where the lines of a text begin. */
export class Lines {
  readonly #text: string;
  readonly #starts = [0];

  constructor(text: string) {
    this.#text = text;
    for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) this.#starts.push(at + 1);
  }

  range({ start, end }: Span): Range {
    return { start: this.position(start), end: this.position(end) };
  }

  position(offset: number): TextPosition {
    let low = 0;
    let high = this.#starts.length;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if ((this.#starts[middle] ?? 0) <= offset) low = middle;
      else high = middle;
    }
    return { line: low + 1, column: offset - (this.#starts[low] ?? 0) + 1 };
  }

  /** A line without its ending. */
  text(line: number): string {
    const start = this.#starts[line - 1] ?? this.#text.length;
    const end = this.#starts[line] ?? this.#text.length + 1;
    const found = this.#text.slice(start, end - 1);
    return found.endsWith('\r') ? found.slice(0, -1) : found;
  }
}
