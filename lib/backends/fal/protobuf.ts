/**
 * Encodes and decodes the part of protobuf that messages of text and flags need.
 * https://protobuf.dev/programming-guides/encoding/
 */

const VARINT = 0;
const LENGTH_DELIMITED = 2;
/** The sizes of fields with a fixed size, in bytes. */
const FIXED = new Map([
  [1, 8],
  [5, 4],
]);

export function textField(number: number, text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([varint((number << 3) | LENGTH_DELIMITED), varint(bytes.length), bytes]);
}

export function flagField(number: number, flag: boolean): Buffer {
  return Buffer.concat([varint((number << 3) | VARINT), varint(flag ? 1 : 0)]);
}

/** Returns the contents of every text, message or bytes field with this number. Other fields are skipped. */
export function contentsOf(message: Buffer, number: number): Buffer[] {
  const found: Buffer[] = [];
  let at = 0;
  while (at < message.length) {
    const tag = readVarint();
    const kind = tag % 8;
    const size = kind === LENGTH_DELIMITED ? readVarint() : (FIXED.get(kind) ?? 0);
    if (kind === VARINT) readVarint();
    else if (kind !== LENGTH_DELIMITED && size === 0) throw unreadable();
    if (at + size > message.length) throw unreadable();
    if (kind === LENGTH_DELIMITED && Math.floor(tag / 8) === number) {
      found.push(message.subarray(at, at + size));
    }
    at += size;
  }
  return found;

  function readVarint(): number {
    let value = 0;
    for (let shift = 0; shift < 10; shift++) {
      const byte = message[at++];
      if (byte === undefined) throw unreadable();
      value += (byte & 0x7f) * 2 ** (7 * shift);
      if (byte < 0x80) return value;
    }
    throw unreadable();
  }
}

function varint(value: number): Buffer {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest = Math.floor(rest / 0x80)) bytes.push((rest % 0x80) + 0x80);
  return Buffer.from([...bytes, rest]);
}

function unreadable(): Error {
  return new Error('the answer is not a protobuf message');
}
