import { compareTexts, type Item, invalid, textOf } from './item.ts';

export interface TableDefinition {
  name: string;
  /** The names of the key attributes; both are texts. */
  partitionKey: string;
  sortKey: string;
}

export interface Key {
  readonly partition: string;
  readonly sort: string;
}

/** https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Constraints.html */
const LONGEST_PARTITION_KEY = 2048;
const LONGEST_SORT_KEY = 1024;

export class Table {
  readonly definition: TableDefinition;
  readonly #partitions = new Map<string, Map<string, Item>>();

  constructor(definition: TableDefinition) {
    this.definition = definition;
  }

  get({ partition, sort }: Key): Item | undefined {
    return this.#partitions.get(partition)?.get(sort);
  }

  demandItem(key: Key): Item {
    const item = this.get(key);
    if (item === undefined) throw invalid('The provided starting key is invalid');
    return item;
  }

  put(key: Key, item: Item): void {
    const rows = this.#partitions.get(key.partition) ?? new Map<string, Item>();
    this.#partitions.set(key.partition, rows.set(key.sort, item));
  }

  delete({ partition, sort }: Key): void {
    this.#partitions.get(partition)?.delete(sort);
  }

  /** The items of a partition, in the order of their sort keys. */
  under(partition: string): Item[] {
    const rows = [...(this.#partitions.get(partition) ?? [])];
    return rows.toSorted(([a], [b]) => compareTexts(a, b)).map(([, item]) => item);
  }

  items(): Item[] {
    return [...this.#partitions.keys()].flatMap((partition) => this.under(partition));
  }

  /** The key in a request, which must be the whole key and nothing else. */
  keyFrom(attributes: ReadonlyMap<string, unknown>): Key {
    const { partitionKey, sortKey } = this.definition;
    if (attributes.size !== 2 || !attributes.has(partitionKey) || !attributes.has(sortKey)) {
      throw invalid('The provided key element does not match the schema');
    }
    return {
      partition: keyText(partitionKey, attributes.get(partitionKey), 'hashkey', LONGEST_PARTITION_KEY),
      sort: keyText(sortKey, attributes.get(sortKey), 'rangekey', LONGEST_SORT_KEY),
    };
  }

  keyOf({ partition, sort }: Key): Item {
    return new Map([
      [this.definition.partitionKey, partition],
      [this.definition.sortKey, sort],
    ]);
  }

  /** The attributes of an item that are its key. */
  keyIn(item: Item): Item {
    const { partitionKey, sortKey } = this.definition;
    return this.keyOf({ partition: item.get(partitionKey) ?? '', sort: item.get(sortKey) ?? '' });
  }
}

function keyText(name: string, attribute: unknown, kind: string, most: number): string {
  const text = textOf(attribute);
  if (text === '') {
    const reason = 'The AttributeValue for a key attribute cannot contain an empty string value.';
    throw invalid(`One or more parameter values are not valid. ${reason} Key: ${name}`);
  }
  if (Buffer.byteLength(text) > most) {
    throw invalid(
      `One or more parameter values were invalid: Size of ${kind} has exceeded the maximum size limit of ${most} bytes`,
    );
  }
  return text;
}
