/** Control characters, line breaks, marks that reorder or hide text, and halves of characters. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** `##[error]` and `##vso[…]` are commands to a CI runner anywhere in a line, `::error::` where a line begins. */
const CI_COMMAND = /##(?=[a-z]*\[)/gi;
const CI_COMMAND_AT_START = /^(\s*):(?=:)/gm;

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

/**
 * Returns text from outside as one harmless line of at most `longest` characters. Characters that steer a terminal, a
 * log or a CI runner become escapes that a person can read.
 */
export function visible(text: string, longest = Number.POSITIVE_INFINITY): string {
  const whole = text.length <= longest;
  const shown = (whole ? text : withoutHalf(text.slice(0, longest)))
    .replace(UNSEEN, (char) => NAMED[char] ?? `\\u{${char.codePointAt(0)?.toString(16)}}`)
    .replace(CI_COMMAND, '#\\u{23}')
    .replace(CI_COMMAND_AT_START, '$1\\u{3a}');
  return whole && shown.length <= longest ? shown : `${withoutHalf(shown.slice(0, longest))}…`;
}

/** The same for our own text of several lines, which may contain text from outside. */
export function visibleLines(text: string): string {
  return text
    .split('\n')
    .map((line) => visible(line))
    .join('\n');
}

/** The same for a source line: no character can steer the terminal, and every character keeps its column. */
export function visibleInPlace(text: string): string {
  return text.replace(UNSEEN, (char) => ' '.repeat(char.length)).replace(CI_COMMAND, '#*');
}

/** Returns equivalent JSON without characters that could control a terminal or a log. */
export function visibleJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, undefined, indent)
    .replace(UNSEEN, (char) => (char === '\n' ? char : char.split('').map(escapeUnit).join('')))
    .replace(CI_COMMAND, '#\\u0023');
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

function withoutHalf(text: string): string {
  return text.replace(/[\ud800-\udbff]$/, '');
}
