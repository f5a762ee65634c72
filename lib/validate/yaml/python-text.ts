/** White space for Rust's trim and for Python's numbers; Python's strip has four characters more. None is JavaScript's. */
const NUMBER_SPACE = '\t-\r \\u0085\\u00a0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000';
const NUMBER_BLANK = new RegExp(`[${NUMBER_SPACE}]`);
const PYTHON_BLANK = new RegExp(`[\\u001c-\\u001f${NUMBER_SPACE}]`);

/** The text without white space at its ends, as Python's str.strip leaves it. */
export function pythonStrip(text: string): string {
  return strip(text, PYTHON_BLANK);
}

/** The same for a text that Python or pydantic reads as a number. */
export function stripForNumber(text: string): string {
  return strip(text, NUMBER_BLANK);
}

function strip(text: string, blank: RegExp): string {
  let start = 0;
  let end = text.length;
  while (start < end && blank.test(text.charAt(start))) start++;
  while (end > start && blank.test(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

/** The digits of any script as 0 to 9. Unicode keeps the ten digits of a script together, from zero on. */
export function asciiDigits(text: string): string {
  return text.replace(/(?!\d)\p{Nd}/gu, (digit) => {
    const code = digit.codePointAt(0) ?? 0;
    let before = 0;
    while (/\p{Nd}/u.test(String.fromCodePoint(code - before - 1))) before++;
    return String(before % 10);
  });
}
