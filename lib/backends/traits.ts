import type { PolicyPart } from '../aws/statement.ts';
import type { Format } from '../config/schema/schema-parts.ts';
import type { GoogleIdentity } from '../google/identity.ts';
import type { Call } from '../references/call.ts';
import type { Reference, Stored } from '../references/reference.ts';

/** The facts about a backend with its options that are known without calling it. All are required. */
export interface BackendTraits {
  /** The service, by its common name. */
  service: string;
  naming: SecretNaming;
  /** The format that readers of this backend expect. Default of `format`. */
  defaultFormat: Format;
  /** Why this backend does not accept a format. Undefined if it does. */
  problemWithFormat(format: Format): string | undefined;
  /** What makes two publications the same secret. */
  destination(name: string): Destination;
  /** The layout of a publication in this format, if several share a file. They must agree. */
  layout(format: Format): { file: string; layout: string } | undefined;
  /** The place of the secret, in the form of a reference. */
  storedAt(name: string): Stored | undefined;
  /** The secrets that a write reads, such as an API key. */
  reads: readonly Reference[];
  /** The writing Google identity, and its project. */
  google: { writer: GoogleIdentity; project: string } | undefined;
  /** The AWS rights that the function's role needs to write these names, and to read some of them back. */
  awsRights(names: readonly string[], readBack: readonly string[]): PolicyPart[];
  /** A KMS key that may belong to another account. */
  kmsKey: { id: string; region: string } | undefined;
  /** Whether a value can be read back. */
  isReadable: boolean;
  /** Why a deployed function cannot write here, and what to do instead, as clauses. Undefined if it can. */
  notInLambda: { because: string; remedy: string } | undefined;
  /** The calls of a run with this many writes, if every secret exists. */
  callsToWrite(written: Written): Call[];
  /** The calls that read one value back, and the calls that are made once for all values. */
  callsToReadBack: { each: readonly Call[]; once: readonly Call[] };
  /** The published limits of the service. A run writes everything at once, so they matter. */
  limits: readonly Limit[];
  /** How many new values of one secret the service takes in a day. */
  versionsADay: number | undefined;
  /** The monthly cost. Undefined if none is known. */
  bill(use: Use): { dollars: number; because: Record<string, number> } | undefined;
  /** A note of plan on everything that is published here. */
  caveat: string | undefined;
}

/** How a type of backend encodes names. The encoding is reversible: two names never share an encoded one. */
export interface SecretNaming {
  /** The name in the backend for a wanted name. */
  encode(name: string): string;
  /** The wanted name of a name in the backend. */
  decode(encoded: string): string;
  /** Why the backend would reject this name in this format, as a clause. Undefined if it would not. */
  problemWith(name: string, format?: Format): string | undefined;
  /** The prefixes of every name. A publication is written once with each of them. */
  prefixes?: readonly string[];
  /** Whether this format names its entries by host, so that no other name can be chosen. */
  isByHost?(format: Format): boolean;
  /** The name that `adopt` has for this secret. Default: the name. */
  adoptedAs?(name: string): string;
}

export interface Destination {
  /**
   * The parts that identify the secret among all secrets, on every machine. The last part is its name in the backend.
   */
  parts: readonly string[];
  /** The parts as this machine sees them, if that can make two of them the same. */
  here?: readonly string[];
  /** The parts without those that can be spelt in two ways, or left out. */
  family?: readonly string[];
  /** Whether it may be the same as another of its family, and what to do about that. */
  vague?: { because: string; isRefused: boolean };
}

/** The publications of one run: minted ones, and stored ones, which rarely change. */
interface Written {
  minted: number;
  stored: number;
}

interface Limit {
  what: string;
  /** Absent if the service publishes no limit. */
  most?: number;
  per: 'second' | 'minute' | 'hour';
  /** The number for one publication. */
  each: number;
}

/** The use of a backend in a month. */
interface Use {
  secrets: number;
  /** Calls of every kind. */
  calls: number;
  /** Attempted publications. */
  writes: number;
}

/** A name that needs no encoding. */
export const PLAIN_NAMING: SecretNaming = {
  encode: (name) => name,
  decode: (encoded) => encoded,
  problemWith: (name) => (name === '' ? 'the name of the secret is empty' : undefined),
};

/** Escapes every match byte by byte: the mark, and two hexadecimal digits. */
export function escapeBytes(text: string, pattern: RegExp, mark: string): string {
  return text.replace(pattern, (char) =>
    Array.from(
      new TextEncoder().encode(char),
      (byte) => `${mark}${byte.toString(16).toUpperCase().padStart(2, '0')}`,
    ).join(''),
  );
}

export function unescapeBytes(text: string, mark: string): string {
  return text.replace(new RegExp(`(?:${mark}[0-9A-F]{2})+`, 'g'), (escapes) => {
    const bytes = escapes.split(mark).slice(1);
    const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
    return decoder.decode(Uint8Array.from(bytes, (byte) => Number.parseInt(byte, 16)));
  });
}
