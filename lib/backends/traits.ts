import type { PolicyPart } from '../aws/statement.ts';
import type { Format } from '../config/schema/schema-parts.ts';
import type { GoogleIdentity } from '../google/identity.ts';
import type { Call } from '../references/call.ts';
import type { Reference, Stored } from '../references/reference.ts';

/** What is known of a backend with its options, without calling it. All of it must be said: a forgotten trait does not compile. */
export interface BackendTraits {
  /** The service, as people know it. */
  service: string;
  naming: SecretNaming;
  /** What the readers of this backend expect, unless registries.yml says otherwise. */
  defaultFormat: Format;
  /** Why this backend does not take a value in this format; undefined where it does. */
  problemWithFormat(format: Format): string | undefined;
  /** What makes two publications one secret. */
  destination(name: string): Destination;
  /** How a publication in this format is laid out, where several share a file; they must agree. */
  layout(format: Format): { file: string; layout: string } | undefined;
  /** Where a reference of registries.yml would find what is published under this name. */
  storedAt(name: string): Stored | undefined;
  /** The secrets that writing needs, such as an API key. */
  reads: readonly Reference[];
  /** Who writes, where Google has to know them, and in which project. */
  google: { writer: GoogleIdentity; project: string } | undefined;
  /** What the role of the function needs in AWS to write these names, and to read some of them back. */
  awsRights(names: readonly string[], readBack: readonly string[]): PolicyPart[];
  /** A KMS key that may belong to another account. */
  kmsKey: { id: string; region: string } | undefined;
  /** Whether a value can be read back. */
  isReadable: boolean;
  /** Why a deployed function cannot write here, as a clause; undefined where it can. */
  notInLambda: string | undefined;
  /** The calls of a run that writes so much, where every secret is there already. */
  callsToWrite(written: Written): Call[];
  /** The calls that read one value back, and the calls that are made once for all values. */
  callsToReadBack: { each: readonly Call[]; once: readonly Call[] };
  /** The published limits of the service. A run writes all at once, so they bind. */
  limits: readonly Limit[];
  /** How many new values of one secret the service takes in a day. */
  versionsADay: number | undefined;
  /** What a month costs; undefined where it costs nothing that is known. */
  bill(use: Use): { dollars: number; because: Record<string, number> } | undefined;
  /** What a plan should say of everything that is published here. */
  caveat: string | undefined;
}

/** How one type of backend names its secrets, reversibly: no two wanted names share an encoded one. */
export interface SecretNaming {
  /** The name under which the backend takes what we would like to call it. */
  encode(name: string): string;
  /** What we would have liked to call it. */
  decode(encoded: string): string;
  /** Why the backend would refuse this name, as a clause; undefined when it would not. */
  problemWith(name: string): string | undefined;
  /** Put in front of every name. A publication is written once with each of them. */
  prefixes?: readonly string[];
  /** Whether this format names its entries by host, so that no other name can be chosen. */
  isByHost?(format: Format): boolean;
  /** What `adopt` calls the secret of this name; default: the name. */
  adoptedAs?(name: string): string;
}

export interface Destination {
  /**
   * The parts that identify the secret among all secrets, on every machine. The last part is its name in the backend.
   */
  parts: readonly string[];
  /** The parts as this machine sees them, where that can make two of them one. */
  here?: readonly string[];
  /** The parts without those that may be spelt in two ways, or left out. */
  family?: readonly string[];
  /** Whether it may be the same as another of its family, and what to do about that. */
  vague?: { because: string; isRefused: boolean };
}

/** Publications of one run: of what is minted, and of stored credentials, which mostly have not changed. */
export interface Written {
  minted: number;
  stored: number;
}

export interface Limit {
  what: string;
  /** Absent where the service publishes none. */
  most?: number;
  per: 'second' | 'minute' | 'hour';
  /** How many a publication takes. */
  each: number;
}

/** What a month sees of a backend. */
export interface Use {
  secrets: number;
  /** Calls of every kind. */
  calls: number;
  /** Publications that were tried. */
  writes: number;
}

/** A name that is taken as it is. */
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
