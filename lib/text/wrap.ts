import { widthOf } from './table.ts';

/** The start of a command that a person copies. */
const COMMAND = /(?<=^|\s)[(`]?(?:(?:npx|npm|aws|gcloud|curl|openssl) (?!commands?\b)|printf \S+ ["'$])\S/;

/** A narrower terminal wraps by itself. */
const NARROWEST = 20;

/**
 * Puts text after a prefix, and breaks it at blanks so that it fits into a terminal of this width. Later lines are indented
 * by the width of the prefix. A command and everything after it stay on one line, to be copied.
 */
export function wrapAfter(prefix: string, text: string, width: number | undefined): string {
  const indent = widthOf(prefix);
  const room = width === undefined ? Number.POSITIVE_INFINITY : Math.max(NARROWEST, width - indent);
  return prefix + linesOf(text, room).join(`\n${' '.repeat(indent)}`);
}

function linesOf(text: string, room: number): string[] {
  return text.split('\n').flatMap((line) => {
    const command = line.search(COMMAND);
    if (command < 0 || widthOf(line) <= room) return broken(line, room);
    const before = line.slice(0, command).trimEnd();
    return [...(before === '' ? [] : broken(before, room)), line.slice(command)];
  });
}

/** Breaks one line. The later parts of an indented line are indented by two more blanks. */
function broken(line: string, room: number): string[] {
  const [own = ''] = /^ */.exec(line) ?? [];
  const indent = own === '' ? '' : `${own}  `;
  const [first = '', ...words] = line.slice(own.length).split(' ');
  const lines: string[] = [];
  let last = own + first;
  for (const word of words) {
    if (widthOf(last) + 1 + widthOf(word) <= room) {
      last += ` ${word}`;
      continue;
    }
    lines.push(last);
    last = indent + word;
  }
  return [...lines, last];
}
