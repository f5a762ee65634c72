import { stripVTControlCharacters } from 'node:util';

interface TableOptions {
  /** The longest line. Absent: no limit. */
  width?: number | undefined;
  /** The columns with numbers, aligned on the right. */
  right?: readonly number[];
}

const GAP = '  ';

/**
 * Formats rows as columns, each as wide as its widest cell, two blanks apart. Colours do not count as width. If a line
 * is too wide, its last column goes on a separate line: it is often the name of a secret, and a name that is cut off is
 * useless.
 */
export function table(
  rows: readonly (readonly string[])[],
  { width = Number.POSITIVE_INFINITY, right = [] }: TableOptions = {},
): string {
  const widths = widthsOf(rows);
  const line = (row: readonly string[]) =>
    row
      .map((cell, column) => pad(cell, widths[column] ?? 0, right.includes(column)))
      .join(GAP)
      .trimEnd();
  if (widths.length < 2 || lengthOf(widths) <= width) return rows.map(line).join('\n');
  const last = widths.length - 1;
  return rows
    .flatMap((row) => [line(row.slice(0, last)), ...row.slice(last).filter(Boolean).map(below)])
    .join('\n');
}

function below(cell: string): string {
  return `${GAP.repeat(3)}${cell}`;
}

function widthsOf(rows: readonly (readonly string[])[]): number[] {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, widthOf(cell));
  }
  return widths;
}

function lengthOf(widths: readonly number[]): number {
  return widths.reduce((sum, each) => sum + each, GAP.length * (widths.length - 1));
}

function pad(cell: string, width: number, right: boolean): string {
  const blanks = ' '.repeat(width - widthOf(cell));
  return right ? blanks + cell : cell + blanks;
}

/** The width of a text in a terminal: colours take no place. */
export function widthOf(text: string): number {
  return stripVTControlCharacters(text).length;
}
