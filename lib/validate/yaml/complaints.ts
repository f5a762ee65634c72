import type { Span } from './node.ts';
import type { Token } from './scanner.ts';

// What is wrong with a token in a wrong place.

export type Complaint = [message: string, hint: string];

const ONE_INDENTATION = 'Give all keys of a mapping, and all items of a list, the same indentation.';
const INDENTATION: Complaint = ['This line is not indented like the lines around it.', ONE_INDENTATION];
const BRACKET: Complaint = [
  'This closing bracket has no opening bracket.',
  'Delete it, or put the value in quotes.',
];
export const TOO_MUCH: Complaint = [
  'There is text after a complete value.',
  'Put the whole value in quotes.',
];

export const NO_DOCUMENT_START: Complaint = [
  'Expected "---" after a line that starts with "%".',
  'Add it before this line.',
];
export const SECOND_DOCUMENT: Complaint = [
  'A second document starts here, and Truss reads only one.',
  'Delete the line that separates the two, or move the second document to a file of its own.',
];

/** The errors for a token in a wrong place, outside brackets. */
export const UNEXPECTED: Partial<Record<Token['type'], Complaint>> = {
  mapping: INDENTATION,
  sequence: INDENTATION,
  key: INDENTATION,
  dedent: INDENTATION,
  '-': ['A list is not allowed between the keys of a mapping.', ONE_INDENTATION],
  ':': ['There is no key before this ":".', 'Write the key, or put the value in quotes.'],
  ']': BRACKET,
  '}': BRACKET,
  // Baseten's own docs start a sample with it.
  '...': [
    '"..." ends a YAML document, but no document has begun.',
    'Delete the line; in Baseten\'s docs it only stands for "the rest of your config".',
  ],
};

/** A bracket that is open. */
export interface Bracket {
  type: '[' | '{';
  start: number;
}

export const CLOSING = { '[': ']', '{': '}' } as const;

/** The error for a token in a wrong place between brackets, and its place. */
export function complaintInBrackets(
  text: string,
  token: Token,
  { type, start }: Bracket,
): [...Complaint, span: Span] {
  const closing = CLOSING[type];
  if (token.type === ',') return ['There is no value before this comma.', 'Delete the comma.', token];
  if (token.type !== 'end' && !/[\r\n]/.test(text.slice(start, token.start)))
    return [`Expected "," or "${closing}".`, 'Put a "," between two values, or the value in quotes.', token];
  const hint = `Add the "${closing}"; or a ",", if one is missing between two values.`;
  return [`A "${type}" is never closed.`, hint, { start, end: start + 1 }];
}
