import { foldAll, foldedTexts } from './readings.ts';
import type { Secret } from './secret.ts';

/** The texts to look for in a folded text: every form in which a service may repeat a secret. */
interface Spellings {
  /** A run of `SHORTEST_RUN` characters of one of these reveals a part of the secret. */
  long: string[];
  /** The same forms without blanks and escapes. They have fewer characters. */
  shrunk: string[];
  /** The same forms with their blanks, for the readings that keep blanks. */
  blank: string[];
  /** Forms that are shorter than a run. Only the whole form is looked for. */
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

/** The text, its UTF-8 bytes read as Latin-1, and its form encoding. */
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
 * The base64 of the bytes at each of three offsets: three bytes share four characters. Characters that depend on
 * neighbouring bytes are left out.
 */
function base64Of(bytes: Buffer): string[] {
  return [0, 1, 2].map((offset) => {
    const text = Buffer.concat([Buffer.alloc(offset), bytes]).toString('base64');
    const isWhole = (offset + bytes.length) % 3 === 0;
    return text.slice(offset === 0 ? 0 : offset + 1).replace(isWhole ? '' : /.=+$/, '');
  });
}
