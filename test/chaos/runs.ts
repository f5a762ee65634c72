const LENGTH = 8;

/** Nearly every question ends at the hashes: a history asks hundreds of millions. */
const HASHES = 1 << 22;
const BASE = 31;
const OF_THE_FIRST = [...Array(LENGTH)].reduce<number>((power) => Math.imul(power, BASE), 1);

/** All runs of eight characters of some texts. */
export class Runs {
  readonly #runs = new Set<string>();
  readonly #hashes = new Uint8Array(HASHES);

  add(text: string): void {
    firstWhere(text, (hash, start) => {
      this.#hashes[hash] = 1;
      this.#runs.add(text.slice(start, start + LENGTH));
      return false;
    });
  }

  /** The first of them in a text. */
  firstIn(text: string): string | undefined {
    const start = firstWhere(
      text,
      (hash, at) => this.#hashes[hash] === 1 && this.#runs.has(text.slice(at, at + LENGTH)),
    );
    return start === undefined ? undefined : text.slice(start, start + LENGTH);
  }
}

/** Where the first run of the text begins that is looked for. Hashes roll: each takes one step from the one before. */
function firstWhere(text: string, is: (hash: number, start: number) => boolean): number | undefined {
  let hash = 0;
  for (let end = 0; end < text.length; end++) {
    const out = end < LENGTH ? 0 : text.charCodeAt(end - LENGTH);
    hash = (Math.imul(hash, BASE) + text.charCodeAt(end) - Math.imul(out, OF_THE_FIRST)) | 0;
    const start = end - LENGTH + 1;
    if (start >= 0 && is(hash & (HASHES - 1), start)) return start;
  }
  return undefined;
}
