/** Breaks text at blanks, so that no line is wider than `width` where a blank allows it. Later lines begin with `indent`. */
export function wrap(text: string, width: number | undefined, indent = ''): string {
  if (width === undefined) return text;
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (longer.length <= width || line.trim() === '') {
      line = longer;
      continue;
    }
    lines.push(line);
    line = `${indent}${word}`;
  }
  return [...lines, line].join('\n');
}

/** Wraps a text of which a part may be a command: such a text stays on one line, to be copied. */
export function wrapUnlessCommand(text: string, width: number | undefined, indent = ''): string {
  return /(?:^|[\s(\x60])(?:npx|npm|aws|gcloud|curl) \S/.test(text) ? text : wrap(text, width, indent);
}
