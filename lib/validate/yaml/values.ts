import { asciiDigits, stripForNumber } from './python-text.ts';

/** What Python's int() accepts in each base; it refuses more than 4,300 digits (sys.int_info.default_max_str_digits). */
const INTEGERS = {
  2: /^[-+]?(?:0[bB])?[01]+$/,
  8: /^[-+]?(?:0[oO])?[0-7]+$/,
  10: /^[-+]?(?!\d{4301})\d+$/,
  16: /^[-+]?(?:0[xX])?[0-9a-fA-F]+$/,
};
const FLOAT = /^[-+]?(?:inf(?:inity)?|nan|(?:\d+(?:\.\d*)?|\.\d+)(?:e[-+]?\d+)?)$/;

/** The number of an `!!int`, like SafeLoader's. Undefined if Python fails. `1:30` is 90. */
export function integerOf(source: string): number | undefined {
  if (/^(?:0|[1-9]\d{0,9})$/.test(source)) return Number(source); // nearly all of them
  const { sign, text } = signed(source);
  const base = text.startsWith('0b') ? 2 : text.startsWith('0x') ? 16 : /^0./s.test(text) ? 8 : 10;
  const digits = base === 10 ? text.split(':') : [base === 8 ? text : text.slice(2)];
  const parts = digits.map(asciiNumber);
  if (!parts.every((part) => INTEGERS[base].test(part))) return undefined;
  const toNumber = (part: string) =>
    Number.parseInt(base === 10 ? part : part.replace(/0[bBoOxX]/, ''), base);
  return sign * parts.reduce((sum, part) => sum * 60 + toNumber(part), 0);
}

/** The number of a `!!float`. */
export function floatOf(source: string): number | undefined {
  const { sign, text } = signed(source.toLowerCase());
  if (text === '.inf') return sign * Number.POSITIVE_INFINITY;
  if (text === '.nan') return Number.NaN;
  const parts = text.split(':').map(asciiNumber);
  if (!parts.every((part) => FLOAT.test(part))) return undefined;
  const toNumber = (part: string) => Number(part.replace(/inf(?:inity)?/, 'Infinity').replace('nan', 'NaN'));
  return sign * parts.reduce((sum, part) => sum * 60 + toNumber(part), 0);
}

function signed(source: string): { sign: number; text: string } {
  const text = source.replaceAll('_', '');
  return { sign: text.startsWith('-') ? -1 : 1, text: /^[-+]/.test(text) ? text.slice(1) : text };
}

/** Without the white space around it, and with the digits of any script as 0 to 9. */
function asciiNumber(text: string): string {
  return asciiDigits(stripForNumber(text));
}

const DATE =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.\d*)?(?:[ \t]*(?:Z|[-+](\d\d?)(?::(\d\d))?))?)?\n?$/;

/** Why Python cannot read a text as a date: the calendar is checked while the file is read. */
export function dateProblem(text: string): string | undefined {
  const parts = DATE.exec(text)?.slice(1);
  if (!parts) return 'it is not a date';
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, zoneHours = 0, zoneMinutes = 0] =
    parts.map((part) => Number(part ?? 0));
  if (year < 1) return 'there is no year 0';
  if (month < 1 || month > 12) return 'there is no such month';
  if (day < 1 || day > new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate())
    return 'the month has no such day';
  if (hour > 23 || minute > 59 || second > 59) return 'there is no such time of day';
  return zoneHours * 60 + zoneMinutes < 24 * 60 ? undefined : 'a time zone is less than a day from UTC';
}

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * Decodes base64 like Python. Undefined if Python fails. The decoder skips characters outside its alphabet, and stops
 * at the padding that completes a group of four.
 */
export function bytesOf(text: string): Uint8Array | undefined {
  let digits = '';
  let padding = 0;
  if (/[^\0-\x7f]/.test(text)) return undefined;
  for (const character of text) {
    if (character === '=') {
      const used = digits.length % 4;
      if (used >= 2 && used + ++padding >= 4) return base64Bytes(digits);
    } else if (BASE64.includes(character)) {
      digits += character;
      padding = 0;
    }
  }
  return digits.length % 4 === 0 ? base64Bytes(digits) : undefined;
}

function base64Bytes(digits: string): Uint8Array {
  return Uint8Array.from(atob(digits), (char) => char.charCodeAt(0));
}
