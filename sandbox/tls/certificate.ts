import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

/** A certificate with its key, both as PEM. */
interface Certificate {
  readonly name: string;
  readonly cert: string;
  readonly key: string;
}

/** Signs certificates that are good for a day: nothing that looks like a key has to be kept in a file. */
export class Authority implements Certificate {
  readonly name: string;
  readonly cert: string;
  readonly key: string;
  readonly #key: KeyObject;

  /** Azure's applications sign with RSA; everything else is faster with a curve. */
  constructor(name = 'sandbox', kind: 'ec' | 'rsa' = 'ec') {
    const { publicKey, privateKey } =
      kind === 'ec'
        ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
        : generateKeyPairSync('rsa', { modulusLength: 2048 });
    this.name = name;
    this.#key = privateKey;
    this.key = pemOfKey(privateKey);
    this.cert = certificateOf({ subject: name, publicKey, extensions: [CA] }, name, privateKey);
  }

  /** For a server at 127.0.0.1, or a client whose name is the subject. */
  issue(name: string): Certificate {
    const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
    const cert = certificateOf({ subject: name, publicKey, extensions: [LOOPBACK] }, this.name, this.#key);
    return { name, cert, key: pemOfKey(privateKey) };
  }
}

interface Subject {
  subject: string;
  publicKey: KeyObject;
  extensions: Buffer[];
}

/** X.509: https://www.rfc-editor.org/rfc/rfc5280#section-4.1 */
function certificateOf(
  { subject, publicKey, extensions }: Subject,
  issuer: string,
  issuerKey: KeyObject,
): string {
  const now = Date.now();
  const algorithm =
    issuerKey.asymmetricKeyType === 'rsa'
      ? sequence(oid(0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x0b), der(0x05)) // sha256WithRSAEncryption
      : sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02)); // ecdsa-with-SHA256
  const toSign = sequence(
    der(0xa0, der(0x02, Buffer.from([2]))), // version 3
    der(0x02, Buffer.concat([Buffer.from([1]), randomBytes(8)])),
    algorithm,
    nameOf(issuer),
    sequence(utcTime(now - 3_600_000), utcTime(now + 86_400_000)),
    nameOf(subject),
    publicKey.export({ type: 'spki', format: 'der' }),
    der(0xa3, sequence(...extensions)),
  );
  const signature = der(0x03, Buffer.from([0]), sign('sha256', toSign, issuerKey));
  const base64 = sequence(toSign, algorithm, signature).toString('base64');
  return `-----BEGIN CERTIFICATE-----\n${base64.replace(/.{64}/g, '$&\n')}\n-----END CERTIFICATE-----\n`;
}

/** basicConstraints: this certificate may sign others. */
const CA = sequence(oid(0x55, 0x1d, 0x13), octets(sequence(der(0x01, Buffer.from([0xff])))));

/** subjectAltName: the address 127.0.0.1. */
const LOOPBACK = sequence(oid(0x55, 0x1d, 0x11), octets(sequence(der(0x87, Buffer.from([127, 0, 0, 1])))));

function nameOf(commonName: string): Buffer {
  return sequence(der(0x31, sequence(oid(0x55, 0x04, 0x03), der(0x0c, Buffer.from(commonName)))));
}

function utcTime(ms: number): Buffer {
  const digits = new Date(ms).toISOString().replace(/\D/g, '').slice(2, 14);
  return der(0x17, Buffer.from(`${digits}Z`));
}

function sequence(...contents: Buffer[]): Buffer {
  return der(0x30, ...contents);
}

function octets(content: Buffer): Buffer {
  return der(0x04, content);
}

function oid(...bytes: number[]): Buffer {
  return der(0x06, Buffer.from(bytes));
}

/** A tag, a length, the contents. */
function der(tag: number, ...contents: Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  const length =
    content.length < 0x80
      ? [content.length]
      : content.length < 0x100
        ? [0x81, content.length]
        : [0x82, content.length >> 8, content.length & 0xff];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}

function pemOfKey(key: KeyObject): string {
  return key.export({ type: 'pkcs8', format: 'pem' }).toString();
}
