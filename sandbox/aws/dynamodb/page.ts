import { type Item, onTheWire, sizeOf } from './item.ts';
import type { Table } from './table.ts';

/** "A single Query operation can retrieve a maximum of 1 MB of data": the API reference of Query; Scan has the same limit. */
const LARGEST_PAGE = 1024 * 1024;

/** Returns a page of these items. A full page names its last key, even if no item follows. */
export function pageOf(items: readonly Item[], table: Table) {
  const page: Item[] = [];
  let size = 0;
  for (const item of items) {
    page.push(item);
    size += sizeOf(item);
    if (size >= LARGEST_PAGE) break;
  }
  const last = size >= LARGEST_PAGE ? page.at(-1) : undefined;
  return {
    Items: page.map(onTheWire),
    Count: page.length,
    ScannedCount: page.length,
    ...(last !== undefined && { LastEvaluatedKey: onTheWire(table.keyIn(last)) }),
  };
}
