/**
 * A text without the characters that could hide a secret, and the place of each remaining character in the source.
 */
export interface Reading {
  text: string;
  /** For each character: its first position in the source, and the position after its last one. */
  starts: Uint32Array;
  ends: Uint32Array;
  hasBlanks: boolean;
}

/** Escapes are undone this many times. Services that we call nest no deeper. */
const MOST_ROUNDS = 4;

/**
 * The ways to read a text: unchanged, then with its escapes undone once, twice, and so on. Letters are folded (see
 * `fold`), and white space and invisible characters are left out, so that `A b\n` and `\u0061%42` are both `ab`. With
 * `keepBlanks` there are also the readings that still have their white space.
 */
export function readingsOf(source: string, { keepBlanks = false } = {}): Reading[] {
  const asItIs = [asWritten(source, false), ...(keepBlanks ? [asWritten(source, true)] : [])];
  return asItIs.flatMap((reading) => {
    const unquoted = unescaped(QUOTED_PRINTABLE, reading);
    return [...rounds(reading), ...(unquoted === undefined ? [] : rounds(unquoted))];
  });
}

function rounds(reading: Reading): Reading[] {
  const all = [reading];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const next = unescaped(ESCAPE, all[round] ?? reading);
    if (next === undefined) break;
    all.push(next);
  }
  return all;
}

/** A text in all its readings: with its escapes, and with the escapes undone. */
export function foldedTexts(source: string): string[] {
  if (PLAIN.test(source)) return [foldAll(source)]; // most secrets, and much faster
  const [first, ...others] = rounds(asWritten(source, false));
  return [...new Set([first?.text ?? '', others.at(-1)?.text ?? ''])];
}

/** A text with its blanks, in folded letters. */
export function foldAll(text: string): string {
  return text
    .replace(/[A-Z]+/g, (letters) => letters.toLowerCase())
    .replaceAll('-', '+')
    .replaceAll('_', '/');
}

/** A text without blanks, invisible characters and escapes. */
const PLAIN = /^[!-$'-<>-[\]-~]*=*$/;

const BLANK = /[\p{White_Space}\p{Cc}\p{Cf}\p{Cn}\p{Co}\p{Default_Ignorable_Code_Point}]/u;

function asWritten(source: string, hasBlanks: boolean): Reading {
  const writer = new ReadingWriter(source.length, hasBlanks);
  for (let at = 0; at < source.length; at++) {
    const code = source.codePointAt(at) ?? 0;
    const length = code > 0xffff ? 2 : 1;
    writer.add(code, at, at + length);
    at += length - 1;
  }
  return writer.reading();
}

/** In a separate branch: the text after the = of `password=…` is rarely hex. */
const QUOTED_PRINTABLE = /=([0-9a-f]{2})/g;

/** Percent, HTML, and the escapes of JSON, JavaScript, Python, C and the shell. */
const ESCAPE =
  /%([0-9a-f]{2})|%u([0-9a-f]{4})|&#x([0-9a-f]{1,6});?|&#(\d{1,7});?|&([a-z]{2,8});|\\(?:u([0-9a-f]{4})|[ux]\{([0-9a-f]{1,6})\}|x([0-9a-f]{2})|([0-3][0-7]{2})|(.))/gsu;

/** Undefined where there is no escape to undo. */
function unescaped(escapes: RegExp, { text, starts, ends, hasBlanks }: Reading): Reading | undefined {
  const writer = new ReadingWriter(text.length, hasBlanks);
  let at = 0;
  const copyTo = (end: number) => {
    for (; at < end; at++) writer.addUnit(text[at] ?? '', starts[at] ?? 0, ends[at] ?? 0);
  };
  for (const match of text.matchAll(escapes)) {
    const code = codeOf(match);
    if (code === undefined) continue;
    copyTo(match.index);
    at = match.index + match[0].length;
    writer.add(code, starts[match.index] ?? 0, ends[at - 1] ?? 0);
  }
  if (at === 0) return undefined;
  copyTo(text.length);
  return writer.reading();
}

function codeOf(match: RegExpMatchArray): number | undefined {
  const [, byte, percentU, htmlHex, htmlDecimal, name, u, braces, x, octal, char] = match;
  const hex = byte ?? percentU ?? htmlHex ?? u ?? braces ?? x;
  const code =
    hex !== undefined
      ? Number.parseInt(hex, 16)
      : htmlDecimal !== undefined
        ? Number(htmlDecimal)
        : octal !== undefined
          ? Number.parseInt(octal, 8)
          : name !== undefined
            ? NAMED[name]?.codePointAt(0)
            : (CONTROL[char ?? ''] ?? char)?.codePointAt(0);
  return code !== undefined && code <= 0x10ffff ? code : undefined;
}

/** Folded, as the text is: `&Tab;` and `&NewLine;` too. https://html.spec.whatwg.org/multipage/named-characters.html */
const NAMED: Readonly<Record<string, string>> = {
  amp: '&',
  apos: "'",
  ast: '*',
  bsol: '\\',
  colon: ':',
  comma: ',',
  commat: '@',
  dollar: '$',
  equals: '=',
  excl: '!',
  gt: '>',
  hyphen: '-',
  lowbar: '_',
  lpar: '(',
  lt: '<',
  nbsp: ' ',
  newline: '\n',
  num: '#',
  percnt: '%',
  period: '.',
  plus: '+',
  quest: '?',
  quot: '"',
  rpar: ')',
  semi: ';',
  shy: ' ',
  sol: '/',
  tab: '\t',
};

const CONTROL: Readonly<Record<string, string>> = {
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
  '0': '\0',
};

class ReadingWriter {
  #text = '';
  readonly #starts: Uint32Array;
  readonly #ends: Uint32Array;

  readonly #hasBlanks: boolean;

  constructor(longest: number, hasBlanks: boolean) {
    this.#hasBlanks = hasBlanks;
    this.#starts = new Uint32Array(longest);
    this.#ends = new Uint32Array(longest);
  }

  /** Adds a character unless it is blank. One character never becomes more units than it had in the source. */
  add(code: number, start: number, end: number): void {
    const char = String.fromCodePoint(code);
    if (!this.#hasBlanks && (code <= 0x20 || code >= 0x7f) && BLANK.test(char)) return;
    if (char.length === 1) this.addUnit(fold(char), start, end);
    else for (const unit of char.split('')) this.addUnit(unit, start, end);
  }

  addUnit(unit: string, start: number, end: number): void {
    this.#starts[this.#text.length] = start;
    this.#ends[this.#text.length] = end;
    this.#text += unit;
  }

  reading(): Reading {
    return { text: this.#text, starts: this.#starts, ends: this.#ends, hasBlanks: this.#hasBlanks };
  }
}

/** One letter for upper and lower case, and one spelling for base64 and base64url. */
function fold(unit: string): string {
  if (unit === '-') return '+';
  if (unit === '_') return '/';
  return unit >= 'A' && unit <= 'Z' ? unit.toLowerCase() : unit;
}
