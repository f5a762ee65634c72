import { foldAll, foldedTexts } from './readings.ts';
import type { Secret } from './secret.ts';

/** The texts to look for in a folded text: every form in which a service may repeat a secret. */
export interface Spellings {
  /** Any run of `SHORTEST_RUN` characters of these tells something. */
  long: string[];
  /** The same, where blanks and escapes have been taken out: fewer characters stand for as many. */
  shrunk: string[];
  /** These again with their blanks, for readings that have them. */
  blank: string[];
  /** These are shorter than a run, and are looked for as a whole. */
  short: string[];
}

/** The shortest piece of a secret that helps an attacker to guess the rest. */
export const SHORTEST_RUN = 8;
export const SHORTEST_SHRUNK_RUN = 6;

export function spellingsOf(secrets: readonly Secret[]): Spellings {
  const spellings: Spellings = { long: [], shrunk: [], blank: [], short: [] };
  const parts = new Set(secrets.flatMap((secret) => secret.revealParts()));
  for (const part of parts) {
    for (const form of new Set(writtenForms(part))) {
      for (const text of foldedTexts(form)) sort(text, form);
    }
    for (const form of encodedForms(part)) sort(form.toLowerCase(), form);
  }
  return spellings;

  function sort(text: string, form: string): void {
    if (text.length >= SHORTEST_RUN && text.length === form.length) spellings.long.push(text);
    else if (form.length < SHORTEST_RUN) {
      if (text !== '') spellings.short.push(text);
    } else {
      spellings.blank.push(foldAll(form));
      if (text.length >= SHORTEST_SHRUNK_RUN) spellings.shrunk.push(text);
    }
  }
}

/** The text, its UTF-8 read byte by byte, and its blanks as forms write them. */
function writtenForms(part: string): string[] {
  return [part, Buffer.from(part).toString('latin1'), part.replaceAll(' ', '+')];
}

/** base64 and hex of the text, plain and as written in JSON. */
function encodedForms(part: string): string[] {
  const carried = new Set([part, JSON.stringify(part).slice(1, -1)]);
  return [...carried].flatMap((text) => {
    const bytes = Buffer.from(text);
    return [...base64Of(bytes), bytes.toString('hex')];
  });
}

/**
 * base64 of the bytes wherever they begin in what is encoded: three bytes share four characters. The characters that
 * depend on the neighbours are left out.
 */
function base64Of(bytes: Buffer): string[] {
  return [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    const isWhole = (offset + bytes.length) % 3 === 0;
    return text.slice(offset === 0 ? 0 : offset + 1).replace(isWhole ? '' : /.=+$/, '');
  });
}
