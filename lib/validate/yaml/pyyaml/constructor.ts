import { resolvePlain } from './resolver.ts';

/** Python refuses to turn more digits than this into a number (sys.int_info.default_max_str_digits). */
const PYTHON_MAX_DIGITS = 4300;

const DATE_PARTS =
  /^(\d{4})-(\d\d?)-(\d\d?)(?:(?:[Tt]|[ \t]+)(\d\d?):(\d\d):(\d\d)(?:\.\d*)?(?:[ \t]*(?:Z|[-+](\d\d?)(?::(\d\d))?))?)?$/;

/** Why Python could not make an integer of this text, although its shape is one: `0x_` has no digits. */
export function integerProblem(text: string): string | undefined {
  const digits = text.replaceAll('_', '').replace(/^[-+]/, '');
  const valid = /^(?:0|0b[01]+|0x[0-9a-fA-F]+|0[0-7]*|[1-9]\d*|\d+(?::\d+)+)$/.test(digits);
  if (!valid) return 'it is not a number that Python can read';
  if (/^[1-9]\d*$/.test(digits) && digits.length > PYTHON_MAX_DIGITS)
    return `a number of ${digits.length} digits is more than Python reads`;
  return undefined;
}

export function floatProblem(text: string): string | undefined {
  const digits = text.replaceAll('_', '').toLowerCase().replace(/^[-+]/, '');
  const valid =
    /^(?:\.inf|\.nan|inf|infinity|nan|(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?|\d+(?::\d+)*(?::\d+\.?\d*))$/.test(
      digits,
    );
  return valid ? undefined : 'it is not a number that Python can read';
}

/** Why Python could not make a date of this text: its calendar is checked while the file is read. */
export function timestampProblem(text: string): string | undefined {
  const parts = DATE_PARTS.exec(text);
  if (!parts) return 'it is not a timestamp';
  const [year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0, zoneHours = 0, zoneMinutes = 0] =
    parts.slice(1).map((part) => Number(part ?? 0));
  if (year < 1) return 'year 0 is out of range';
  if (month < 1 || month > 12) return 'month must be in 1..12';
  if (day < 1 || day > new Date(Date.UTC(2000 + (year % 400), month, 0)).getUTCDate())
    return 'day is out of range for month';
  if (hour > 23) return 'hour must be in 0..23';
  if (minute > 59) return 'minute must be in 0..59';
  if (second > 59) return 'second must be in 0..59';
  if (zoneHours * 60 + zoneMinutes >= 24 * 60) return 'a time zone must lie within a day of UTC';
  return undefined;
}

/** Bytes that are UTF-8 count as text further on; bytes that are not, do not. */
export function decodeBinary(text: string): { text: string } | { problem: string } | 'undecodable' {
  // Python's decoder drops what is not in the alphabet, then wants whole quartets.
  const base64 = text.replace(/[^A-Za-z0-9+/=]/g, '');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: everything beyond ASCII, as Python's encode('ascii') refuses it
  if (/[^\x00-\x7f]/.test(text)) return { problem: '!!binary wants base64, which is ASCII' };
  if (base64.replace(/=+$/, '').length % 4 === 1 || (/[^=]/.test(base64) && base64.length % 4 !== 0))
    return { problem: '!!binary wants base64, and this is not padded to whole groups of four' };
  try {
    return {
      text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.from(base64, 'base64')),
    };
  } catch {
    return 'undecodable';
  }
}

/** `!!bool` looks its text up in a table, after lower-casing it. */
export function booleanProblem(text: string): string | undefined {
  return resolvePlain(text.toLowerCase()) === 'boolean' ? undefined : 'it is not a boolean';
}
