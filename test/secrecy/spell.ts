import { randomInt } from 'node:crypto';
import fc from 'fast-check';

/** Every way that we know in which a service, a proxy or a log may write a secret. */
const SPELLINGS: Record<string, (secret: string) => string> = {
  'as it is': (secret) => secret,
  'in capital letters': (secret) => secret.toUpperCase(),
  'in JSON': (secret) => JSON.stringify(secret),
  'in JSON in JSON': (secret) => JSON.stringify(JSON.stringify({ value: secret })),
  'in JSON with every letter escaped': (secret) => each(secret, (unit) => `\\u${hex(unit, 4)}`),
  'in JSON as PHP writes it': (secret) => secret.replaceAll('/', '\\/').replaceAll('=', '\\u003d'),
  'in a URL': (secret) => encodeURIComponent(secret),
  'in a URL in small letters': (secret) => encodeURIComponent(secret).toLowerCase(),
  'in a URL in a URL': (secret) => encodeURIComponent(encodeURIComponent(secret)),
  'in a form': (secret) => new URLSearchParams({ value: secret }).toString(),
  'with every byte in percent': (secret) => bytes(secret, (byte) => `%${hex(byte, 2)}`),
  'in HTML': (secret) => secret.replaceAll('&', '&amp;').replaceAll('+', '&#43;').replaceAll('/', '&#x2F;'),
  'in HTML with names': (secret) =>
    secret.replaceAll('=', '&equals;').replaceAll('/', '&sol;').replaceAll('+', '&plus;'),
  'in Python': (secret) => each(secret, (unit) => (unit < 256 ? `\\x${hex(unit, 2)}` : `\\u${hex(unit, 4)}`)),
  'in octal': (secret) => bytes(secret, (byte) => `\\${byte.toString(8).padStart(3, '0')}`),
  'in braces': (secret) => each(secret, (unit) => `\\u{${unit.toString(16)}}`),
  'quoted-printable': (secret) => bytes(secret, (byte) => `=${hex(byte, 2).toUpperCase()}`),
  'for a shell': (secret) => secret.replaceAll(/[^\w]/g, '\\$&'),
  'in base64': (secret) => Buffer.from(secret).toString('base64'),
  'in base64url': (secret) => Buffer.from(secret).toString('base64url'),
  'in base64 behind a user': (secret) => Buffer.from(`AWS:${secret}`).toString('base64'),
  'in base64 between others': (secret) => Buffer.from(`ab${secret}:more`).toString('base64'),
  'in base64 of JSON': (secret) => Buffer.from(JSON.stringify({ p: secret })).toString('base64'),
  'in base64 in a URL': (secret) => encodeURIComponent(Buffer.from(secret).toString('base64')),
  'in hex': (secret) => Buffer.from(secret).toString('hex'),
  'in hex in capital letters': (secret) => Buffer.from(secret).toString('hex').toUpperCase(),
};

/** What may be done to a text on its way. */
const WRAPPINGS: Record<string, (text: string) => string> = {
  'on one line': (text) => text,
  'cut off': (text) => text.slice(0, Math.ceil(text.length * 0.6)),
  'without its beginning': (text) => text.slice(Math.floor(text.length * 0.3)),
  'wrapped after 64': (text) => text.replaceAll(/.{64}/g, '$&\n'),
  'wrapped after 10': (text) => text.replaceAll(/.{10}/g, '$&\r\n    '),
  'with blanks': (text) => text.replaceAll(/.{5}/g, '$& '),
  'with spaces of no width': (text) => each(text, (unit) => `${String.fromCharCode(unit)}\u200b`),
  'with soft hyphens': (text) => text.replaceAll(/.{4}/g, '$&\u00ad'),
  'with nulls': (text) => text.replaceAll(/.{3}/g, '$&\0'),
  'with colours': (text) => `\u001b[31m${text}\u001b[0m`,
};

export const spelling = fc
  .record({
    spelled: fc.constantFrom(...Object.keys(SPELLINGS)),
    wrapped: fc.constantFrom(...Object.keys(WRAPPINGS)),
  })
  .map(({ spelled, wrapped }) => ({
    is: `${spelled}, ${wrapped}`,
    spell: (secret: string) => WRAPPINGS[wrapped]?.(SPELLINGS[spelled]?.(secret) ?? '') ?? '',
  }));

export const SPELLING_NAMES = Object.keys(SPELLINGS);
export const WRAPPING_NAMES = Object.keys(WRAPPINGS);
export function spell(secret: string, spelled: string, wrapped = 'on one line'): string {
  return WRAPPINGS[wrapped]?.(SPELLINGS[spelled]?.(secret) ?? '') ?? '';
}

/** What registries and platforms give out. */
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';
const ALPHABETS = [`${LETTERS}+/`, `${LETTERS}-_`, '0123456789abcdef', `${LETTERS}!#$%&*+,-./:;<=>?@^_~"'\\`];

export const secretText = fc.oneof(
  ...ALPHABETS.map((alphabet) =>
    fc.string({ unit: fc.constantFrom(...alphabet), minLength: 16, maxLength: 120 }),
  ),
);

/**
 * The first eight characters in a row of the secret, or of its base64 or hex, that a text tells to somebody who tries to
 * read it: escapes undone up to three times, blanks and what is invisible taken out. None of it is the code that is tried.
 */
export function leakIn(said: string, secret: string): string | undefined {
  const readings = [said];
  for (let round = 0; round < 3; round++) readings.push(decoded(readings.at(-1) ?? ''));
  const told = new Set([...new Set(readings)].map(comparable).flatMap(runsOf));
  for (const form of formsOf(secret)) {
    const run = runsOf(comparable(form)).find((each) => told.has(each));
    if (run !== undefined) return run;
  }
  return undefined;
}

function runsOf(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - 7) }, (_, at) => text.slice(at, at + 8));
}

/** base64 as it is wherever the secret begins in what was encoded, without the ends that depend on its neighbours. */
function formsOf(secret: string): string[] {
  const base64 = ['', 'x', 'xx'].map((before) =>
    Buffer.from(`${before}${secret}`)
      .toString('base64')
      .slice(before === '' ? 0 : 4, -4),
  );
  return [secret, ...base64, Buffer.from(secret).toString('hex')];
}

function comparable(text: string): string {
  return text
    .replaceAll(/[\s\p{C}\p{Default_Ignorable_Code_Point}]/gu, '')
    .replaceAll('-', '+')
    .replaceAll('_', '/')
    .toLowerCase();
}

const ENTITIES: Record<string, string> = { amp: '&', sol: '/', plus: '+', equals: '=', quot: '"' };

function decoded(text: string): string {
  const unit = (code: string, base: number) => String.fromCodePoint(Number.parseInt(code, base));
  return text
    .replaceAll(/%([0-9a-f]{2})/gi, (_, code) => unit(code, 16))
    .replaceAll(/=([0-9A-F]{2})(?==|[^0-9A-Za-z+/]|$)/g, (_, code) => unit(code, 16))
    .replaceAll(/&#x([0-9a-f]{1,4});/gi, (_, code) => unit(code, 16))
    .replaceAll(/&#(\d{1,4});/g, (_, code) => unit(code, 10))
    .replaceAll(/&([a-z]+);/g, (whole, name) => ENTITIES[name] ?? whole)
    .replaceAll(/\\u\{([0-9a-f]{1,5})\}/gi, (_, code) => unit(code, 16))
    .replaceAll(/\\u([0-9a-f]{4})/gi, (_, code) => unit(code, 16))
    .replaceAll(/\\x([0-9a-f]{2})/gi, (_, code) => unit(code, 16))
    .replaceAll(/\\([0-3][0-7]{2})/g, (_, code) => unit(code, 8))
    .replaceAll(/\\[nrt]/g, '')
    .replaceAll(/\\(.)/g, '$1');
}

/** Words around it, as messages have them; none of them can be part of a secret by accident. */
export function around(text: string): string {
  return `Cannot make sense of value "${text}" at line ${randomInt(9)}`;
}

function each(text: string, write: (unit: number) => string): string {
  return text
    .split('')
    .map((unit) => write(unit.charCodeAt(0)))
    .join('');
}

function bytes(text: string, write: (byte: number) => string): string {
  return [...Buffer.from(text)].map(write).join('');
}

function hex(number: number, digits: number): string {
  return number.toString(16).padStart(digits, '0');
}
