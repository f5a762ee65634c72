import { type Document, isAlias, isMap, isNode, isPair, isScalar, type Node, type Pair } from 'yaml';
import type { Complaint, Path } from './complaint.ts';

export interface Position {
  line: number;
  column: number;
}

/** Turns offsets into positions. The parser's own counter of lines loses count in texts that it cannot read. */
export function positionsIn(text: string): (offset: number) => Position {
  const starts = [0, ...Array.from(text.matchAll(/\n/g), ({ index }) => index + 1)];
  return (offset) => {
    const line = starts.findLastIndex((start) => start <= offset);
    return { line: line + 1, column: offset - (starts[line] ?? 0) + 1 };
  };
}

/** The place of a complaint in the text: its key, its value, or the nearest existing parent. */
export function offsetOf({ path, at }: Pick<Complaint, 'path' | 'at'>, document: Document): number {
  if (at === 'key') {
    const key = pairAt(document, path)?.key;
    if (isNode(key)) return startOf(key);
  }
  for (let depth = path.length; depth >= 0; depth--) {
    const place = path.slice(0, depth);
    const node = depth === 0 ? document.contents : document.getIn(place, true);
    const key = pairAt(document, place)?.key;
    if (isNode(node) && !(isEmpty(node) && isNode(key))) return startOf(node);
    if (isNode(key)) return startOf(key);
  }
  return 0;
}

function pairAt(document: Document, path: Path): Pair | undefined {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return undefined;
  return parent.items.find((pair) => isPair(pair) && keyOf(pair, document) === String(path.at(-1)));
}

/** The key as the parsed data has it; an empty key is empty text. */
function keyOf({ key }: Pair, document: Document): string | undefined {
  const node = isAlias(key) ? key.resolve(document) : key;
  return isScalar(node) ? String(node.value ?? '') : undefined;
}

/** `key:` without a value: the place of the key is more useful. */
function isEmpty(node: Node): boolean {
  return isScalar(node) && node.value === null && node.range?.[0] === node.range?.[1];
}

function startOf(node: Node): number {
  return node.range?.[0] ?? 0;
}
