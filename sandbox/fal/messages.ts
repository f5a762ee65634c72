/** The messages of fal's controller about secrets, as far as they are used. An unexpected field is refused. */

export interface SetSecret {
  name: string;
  /** Absent: the secret is deleted. The interface has no other way to delete one. */
  value?: string;
  environment?: string;
  defaultExposed?: boolean;
}

type Field = { number: number; value: number | Buffer };

/** One gRPC frame that holds one message, uncompressed. */
export function unframe(body: Buffer): Buffer | undefined {
  const whole = body.length >= 5 && body[0] === 0 && body.readUInt32BE(1) === body.length - 5;
  return whole ? body.subarray(5) : undefined;
}

export function readSetSecret(message: Buffer): SetSecret | undefined {
  const request: SetSecret = { name: '' };
  for (const { number, value } of readFields(message)) {
    if (number === 1 && typeof value !== 'number') request.name = utf8(value);
    else if (number === 2 && typeof value !== 'number') request.value = utf8(value);
    else if (number === 3 && typeof value !== 'number') request.environment = utf8(value);
    else if (number === 4 && typeof value === 'number') request.defaultExposed = value !== 0;
    else return undefined;
  }
  return request;
}

export function readListSecrets(message: Buffer): { environment?: string } | undefined {
  const request: { environment?: string } = {};
  for (const { number, value } of readFields(message)) {
    if (number !== 1 || typeof value === 'number') return undefined;
    request.environment = utf8(value);
  }
  return request;
}

interface ListedSecret {
  name: string;
  createdAt: Date;
  environment: string;
  defaultExposed: boolean;
}

/** Name, time of creation, environment and exposure. A value is never returned. */
export function writeList(secrets: readonly ListedSecret[]): Buffer {
  return Buffer.concat(
    secrets.map(({ name, createdAt, environment, defaultExposed }) => {
      const seconds = Math.floor(createdAt.getTime() / 1_000);
      const timestamp = Buffer.concat([tag(1, 0), varint(seconds)]);
      return bytes(
        1,
        Buffer.concat([
          bytes(1, Buffer.from(name)),
          bytes(2, timestamp),
          bytes(3, Buffer.from(environment)),
          tag(4, 0),
          varint(defaultExposed ? 1 : 0),
        ]),
      );
    }),
  );
}

/** Throws a RangeError or a TypeError if the bytes are not protobuf. The caller turns it into an error answer. */
function* readFields(message: Buffer): Iterable<Field> {
  let at = 0;
  const readVarint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = message.readUInt8(at++);
      value += (byte % 128) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < message.length) {
    const key = readVarint();
    const number = Math.floor(key / 8);
    if (key % 8 === 0) {
      yield { number, value: readVarint() };
      continue;
    }
    if (key % 8 !== 2) throw new RangeError('a kind of field that these messages do not have');
    const length = readVarint();
    if (message.length - at < length) throw new RangeError('a field that is longer than its message');
    at += length;
    yield { number, value: message.subarray(at - length, at) };
  }
}

function utf8(value: Buffer): string {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(value);
}

function bytes(number: number, content: Buffer): Buffer {
  return Buffer.concat([tag(number, 2), varint(content.length), content]);
}

function tag(number: number, kind: number): Buffer {
  return varint(number * 8 + kind);
}

function varint(value: number): Buffer {
  return value < 128
    ? Buffer.of(value)
    : Buffer.concat([Buffer.of((value % 128) + 128), varint(Math.floor(value / 128))]);
}
