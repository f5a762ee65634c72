import type { Random } from '../simulation/random.ts';
import { Runs } from './runs.ts';

const eachCharacter = (text: string, spell: (character: string) => string) =>
  [...text].map((character) => (/\w/.test(character) ? character : spell(character))).join('');

const code = (character: string) => character.charCodeAt(0);

/** How services repeat what they were sent. */
const SPELLINGS: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.slice(0, Math.ceil(text.length * 0.7)),
  (text) => text.slice(5),
  (text) => encodeURIComponent(text),
  (text) => encodeURIComponent(text).toLowerCase(),
  (text) => Buffer.from(text).toString('base64'),
  (text) => Buffer.from(`AWS:${text}`).toString('base64url'),
  (text) => Buffer.from(text).toString('hex'),
  (text) => eachCharacter(text, (each) => `&#${code(each)};`),
  (text) => eachCharacter(text, (each) => `\\u00${code(each).toString(16).padStart(2, '0')}`),
  (text) => text.replace(/.{20}/g, '$&\r\n'),
  (text) => text.replace(/.{6}/g, '$&\u200b'),
];

export function spelled(secret: string, random: Random): string {
  return random.pick(SPELLINGS)(secret);
}

/** Finds runs of eight characters of secrets, and of what they are in base64 and hex, in text that has been let out. */
export class Telltale {
  readonly #runs = new Runs();

  add(secret: string): void {
    const bytes = Buffer.from(secret);
    const shifted = [0, 1, 2].map((offset) =>
      Buffer.concat([Buffer.alloc(offset), bytes])
        .toString('base64')
        .slice(offset + 1, -4),
    );
    for (const form of [secret, ...shifted, bytes.toString('hex')]) {
      const folded = fold(form);
      this.#runs.add(folded);
    }
  }

  /** The first run of a secret that can be read in the text. */
  findIn(text: string): string | undefined {
    return this.#runs.firstIn(fold(unescaped(text.replace(FINGERPRINTS, ''))));
  }
}

/** Eight digits of a hash. By chance, the hexadecimal form of some secret has them too. */
const FINGERPRINTS = /\bfingerprint[\\":]+[\da-f]{8}\b/g;

const fold = (text: string) => text.replaceAll('-', '+').replaceAll('_', '/');

/** As a person reads it: escapes undone, and what separates taken out. */
function unescaped(text: string): string {
  return text
    .replace(/\\r|\\n|\\u200b/g, '')
    .replace(/\\+u00([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/%([\da-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
    .replace(/&#(\d+);/g, (_, decimal: string) => String.fromCharCode(Number(decimal)))
    .replace(/[\s\u200b]+/g, '');
}
