import { wrapAfter } from '../lib/text/wrap.ts';

/** The usage of a command, for a terminal of this width. The texts are written for 120 columns. */
export function usageText(usage: string, width: number | undefined): string {
  if (width === undefined) return usage;
  const blocks: string[] = [];
  for (const line of usage.split('\n')) {
    const last = blocks.at(-1);
    if (last === undefined || line === '' || last === '' || !isContinuation(line, last)) blocks.push(line);
    else blocks[blocks.length - 1] = `${last} ${line.trim()}`;
  }
  return blocks.map((block) => wrapped(block, width)).join('\n');
}

/** A line of a paragraph, or a line that is indented to the description of an option. */
function isContinuation(line: string, last: string): boolean {
  const indent = indentOf(line);
  return indent === 0 ? indentOf(last) === 0 : indent > indentOf(last) && indent > 2;
}

/** The description of an option is indented as a whole. A command stays on its line. */
function wrapped(block: string, width: number): string {
  const [prefix = ''] = /^ {2}\S.*? {2,}(?=\S)/.exec(block) ?? /^ */.exec(block) ?? [];
  return wrapAfter(prefix, block.slice(prefix.length), width);
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}
