import { type Reading, readingsOf } from './readings.ts';
import type { Secret } from './secret.ts';
import { SHORTEST_RUN, SHORTEST_SHRUNK_RUN, spellingsOf } from './spellings.ts';

const REDACTED = '[redacted]';

/**
 * Removes every known secret from a text from outside: a service may repeat a part of its request, in another encoding.
 * A run of eight characters of a secret, or of its base64 or hex form, is removed, also with blanks and escapes in it.
 * The time grows with the text plus the secrets, not with their product.
 */
export function redact(text: string, secrets: readonly Secret[]): string {
  if (text === '' || secrets.length === 0) return text;
  const { long, shrunk, blank, short } = spellingsOf(secrets);
  const covered = new Uint8Array(text.length);
  for (const reading of readingsOf(text, { keepBlanks: blank.length > 0 })) {
    const cover = (from: number, to: number) => covered.fill(1, reading.starts[from], reading.ends[to - 1]);
    coverRuns(reading, reading.hasBlanks ? blank : long, SHORTEST_RUN, cover);
    if (reading.hasBlanks) continue;
    coverRuns(reading, shrunk, SHORTEST_SHRUNK_RUN, cover);
    for (const whole of short) coverWhole(reading, whole, cover);
  }
  return withoutCovered(text, covered);
}

type Cover = (from: number, to: number) => void;

/** Finds every run of this length that the text shares with a form of the secret. */
function coverRuns({ text }: Reading, forms: readonly string[], width: number, cover: Cover): void {
  if (text.length < width || forms.length === 0) return;
  const inText = new HashSet(text.length);
  eachRun(text, width, (hash) => inText.add(hash));

  const shared = new Set<string>();
  const sharedHashes = new HashSet(text.length);
  for (const form of forms) {
    eachRun(
      form,
      width,
      (hash, at) => {
        shared.add(form.slice(at, at + width));
        sharedHashes.add(hash);
      },
      inText,
    );
  }
  if (shared.size === 0) return;
  eachRun(
    text,
    width,
    (_hash, at) => {
      if (shared.has(text.slice(at, at + width))) cover(at, at + width);
    },
    sharedHashes,
  );
}

function coverWhole({ text }: Reading, whole: string, cover: Cover): void {
  for (let at = text.indexOf(whole); at >= 0; at = text.indexOf(whole, at + 1)) cover(at, at + whole.length);
}

const BASE = 0x01000193;

/** Visits all runs of this length, or those with a known hash. The hash rolls from one run to the next. */
function eachRun(
  text: string,
  width: number,
  visit: (hash: number, at: number) => void,
  known?: HashSet,
): void {
  let leaving = 1;
  for (let step = 0; step < width; step++) leaving = Math.imul(leaving, BASE);
  let hash = 0;
  for (let end = 0; end < text.length; end++) {
    hash = (Math.imul(hash, BASE) + text.charCodeAt(end)) | 0;
    if (end >= width) hash = (hash - Math.imul(text.charCodeAt(end - width), leaving)) | 0;
    if (end >= width - 1 && (known === undefined || known.has(hash))) visit(hash, end - width + 1);
  }
}

/** A hash filter: one in sixty of its hits is wrong, but it never misses. */
class HashSet {
  readonly #bits: Uint8Array;
  readonly #shift: number;

  constructor(size: number) {
    const exponent = Math.max(14, 38 - Math.clz32(size)); // at least 64 bits for each
    this.#bits = new Uint8Array(2 ** (exponent - 3));
    this.#shift = 32 - exponent;
  }

  add(hash: number): void {
    const at = this.#slotOf(hash);
    this.#bits[at >>> 3] = (this.#bits[at >>> 3] ?? 0) | (1 << (at & 7));
  }

  has(hash: number): boolean {
    const at = this.#slotOf(hash);
    return ((this.#bits[at >>> 3] ?? 0) & (1 << (at & 7))) !== 0;
  }

  #slotOf(hash: number): number {
    return Math.imul(hash, 0x9e3779b1) >>> this.#shift;
  }
}

function withoutCovered(text: string, covered: Uint8Array): string {
  let clean = '';
  let at = 0;
  for (;;) {
    const from = covered.indexOf(1, at);
    if (from < 0) return clean + text.slice(at);
    const to = covered.indexOf(0, from);
    clean += text.slice(at, from) + REDACTED;
    if (to < 0) return clean;
    at = to;
  }
}
