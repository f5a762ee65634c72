import { isRecord } from '../../json.ts';
import { AwsError, notSimulated } from '../error.ts';

/** An item by the names of its attributes. All of them are texts: the other types are not needed here. */
export type Item = ReadonlyMap<string, string>;

const OTHER_TYPES = ['N', 'B', 'SS', 'NS', 'BS', 'M', 'L', 'NULL', 'BOOL'];

/** The value of a text attribute in the wire format: `{ "S": "text" }`. */
export function textOf(attribute: unknown): string {
  const [type, ...more] = isRecord(attribute) ? Object.keys(attribute) : [];
  if (!isRecord(attribute) || type === undefined || more.length > 0) {
    throw invalid('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
  }
  if (OTHER_TYPES.includes(type)) throw notSimulated(`attributes of the type ${type}`);
  if (typeof attribute.S !== 'string') throw new AwsError('SerializationException', 'Unexpected value type');
  return attribute.S;
}

export function itemFrom(attributes: ReadonlyMap<string, unknown>): Item {
  return new Map([...attributes].map(([name, attribute]) => [name, textOf(attribute)]));
}

export function onTheWire(item: Item): Record<string, { S: string }> {
  return Object.fromEntries([...item].map(([name, S]) => [name, { S }]));
}

/** DynamoDB compares texts by their bytes in UTF-8. */
export function compareTexts(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

/** The bytes of all names and values, which is how DynamoDB measures an item and a page. */
export function sizeOf(item: Item): number {
  return [...item].reduce((sum, [name, text]) => sum + Buffer.byteLength(name) + Buffer.byteLength(text), 0);
}

/** DynamoDB leaves out the count of errors that other services begin with. */
export function invalid(message: string): AwsError {
  return new AwsError('ValidationException', message);
}
