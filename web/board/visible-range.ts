/** The visible lines, and their positions. */
export interface Range {
  from: number;
  until: number;
}

/** Returns where each line begins, and at the end the height of all lines together. */
export function offsetsOf(heights: readonly number[]): number[] {
  const offsets = [0];
  for (const height of heights) offsets.push((offsets.at(-1) ?? 0) + height);
  return offsets;
}

/** Returns the lines between two heights, with as many more on both sides as a quick scroll shows. */
export function visibleRange(offsets: readonly number[], top: number, bottom: number, more = 12): Range {
  const last = offsets.length - 1;
  return {
    from: Math.max(0, lineAt(offsets, top) - more),
    until: Math.min(last, lineAt(offsets, bottom) + 1 + more),
  };
}

/** The last line that begins at this height or above it: a binary search. */
function lineAt(offsets: readonly number[], height: number): number {
  let [low, high] = [0, Math.max(0, offsets.length - 2)];
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((offsets[middle] ?? 0) <= height) low = middle;
    else high = middle - 1;
  }
  return low;
}
