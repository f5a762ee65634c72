interface Explanation {
  message: string;
  hint: string;
}

const STOPS_HERE = 'This is where the reader stops; what is wrong may stand just before it.';

/** What the package says in the terms of its grammar, in the terms of whoever wrote the file; by the beginning. */
const EXPLANATIONS: readonly [start: string, explanation: Explanation][] = [
  ['Flow map in block collection', { message: 'A "{" is never closed.', hint: 'Add the "}".' }],
  ['Flow sequence in block collection', { message: 'A "[" is never closed.', hint: 'Add the "]".' }],
  ['Expected flow map to end', { message: 'A "{" is never closed.', hint: 'Add the "}".' }],
  ['Expected flow sequence to end', { message: 'A "[" is never closed.', hint: 'Add the "]".' }],
  ['Missing closing', { message: 'A quote is never closed.', hint: 'Add the closing quote.' }],
  [
    'Implicit map keys need to be followed by map values',
    {
      message: 'This is no "key: value".',
      hint: 'Add the ":", with a space behind it; or the "- " of a list.',
    },
  ],
  [
    'Implicit keys need to be on a single line',
    {
      message: 'This is no "key: value".',
      hint: 'Add the ":", with a space behind it; or quote text of several lines.',
    },
  ],
  [
    'Nested mappings are not allowed in compact mappings',
    {
      message: 'There is a ": " inside this value.',
      hint: 'Put the value in quotes; or mind the indentation, if a key begins there.',
    },
  ],
  [
    'All mapping items must start at the same column',
    {
      message: 'This line is indented otherwise than its neighbours.',
      hint: 'Give all keys of a mapping one indentation.',
    },
  ],
  [
    'All sequence items must start at the same column',
    {
      message: 'This line is indented otherwise than its neighbours.',
      hint: 'Give all items of a list one indentation.',
    },
  ],
  [
    'A block sequence may not be used as an implicit map key',
    { message: 'A list cannot stand here.', hint: 'Begin the list on a line of its own, behind "key:".' },
  ],
  [
    'Plain value cannot start with',
    { message: 'A value without quotes cannot begin with this character.', hint: 'Put the value in quotes.' },
  ],
  [
    'Invalid escape sequence',
    { message: 'There is no such escape.', hint: 'Write "\\\\" for a backslash, or use single quotes.' },
  ],
  [
    'Unexpected scalar at node end',
    { message: 'Text follows a value that is complete.', hint: 'Put all of it in quotes.' },
  ],
];

/** The package quotes what it could not place, and that may be a password. */
const QUOTED_SOURCE = /: ".*$/s;

export function explain(message: string): Explanation {
  const known = EXPLANATIONS.find(([start]) => message.startsWith(start))?.[1];
  return known ?? { message: `${message.replace(QUOTED_SOURCE, '')}.`, hint: STOPS_HERE };
}
