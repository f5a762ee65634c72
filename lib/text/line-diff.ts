/** One line of a comparison; a `kept` line is in both texts. */
export interface DiffLine {
  kind: 'kept' | 'removed' | 'added';
  text: string;
}

/** With more differences, the whole text is shown as replaced: the search takes quadratic time. */
const MAX_DIFFERENCES = 500;

/** The shortest edit from one list of lines to another (Myers, "An O(ND) Difference Algorithm", 1986). */
export function diffLines(before: readonly string[], after: readonly string[]): DiffLine[] {
  const trace = shortestEdit(before, after);
  if (!trace) {
    return [...before.map((text) => line('removed', text)), ...after.map((text) => line('added', text))];
  }
  const lines: DiffLine[] = [];
  let [x, y] = [before.length, after.length];
  for (let step = trace.length - 1; x > 0 || y > 0; step--) {
    const reached = trace[step] ?? new Map<number, number>();
    const diagonal = x - y;
    const down =
      diagonal === -step || (diagonal !== step && at(reached, diagonal - 1) < at(reached, diagonal + 1));
    const previous = down ? diagonal + 1 : diagonal - 1;
    const fromX = step === 0 ? 0 : at(reached, previous);
    const fromY = step === 0 ? 0 : fromX - previous;
    while (x > fromX && y > fromY) {
      lines.push(line('kept', before[x - 1]));
      x--;
      y--;
    }
    if (step > 0) lines.push(down ? line('added', after[y - 1]) : line('removed', before[x - 1]));
    [x, y] = [fromX, fromY];
  }
  return lines.reverse();
}

/** For each number of differences, how far each diagonal reached before it. Undefined if there are too many. */
function shortestEdit(
  before: readonly string[],
  after: readonly string[],
): Map<number, number>[] | undefined {
  const trace: Map<number, number>[] = [];
  const reached = new Map([[1, 0]]);
  for (let step = 0; step <= MAX_DIFFERENCES; step++) {
    trace.push(new Map(reached));
    for (let diagonal = -step; diagonal <= step; diagonal += 2) {
      const down =
        diagonal === -step || (diagonal !== step && at(reached, diagonal - 1) < at(reached, diagonal + 1));
      let x = down ? at(reached, diagonal + 1) : at(reached, diagonal - 1) + 1;
      while (x < before.length && x - diagonal < after.length && before[x] === after[x - diagonal]) x++;
      reached.set(diagonal, x);
      if (x >= before.length && x - diagonal >= after.length) return trace;
    }
  }
  return undefined;
}

function at(reached: Map<number, number>, diagonal: number): number {
  return reached.get(diagonal) ?? -1;
}

function line(kind: DiffLine['kind'], text = ''): DiffLine {
  return { kind, text };
}
