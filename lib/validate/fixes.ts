import type { Edit, Fix } from './finding.ts';
import type { YamlEntry, YamlMap, YamlScalar } from './yaml/node.ts';

/** Writes another value in the place of a scalar, in the quotes it had. Block scalars are left to their owner. */
export function rewrite(text: string, node: YamlScalar, value: string, title: string): Fix | undefined {
  const source = text.slice(node.span.start, node.span.end);
  const quote = /^["']/.exec(source)?.[0] ?? '';
  if (/^[|>]/.test(source) || source.includes('\n') || !writable(value, quote)) return undefined;
  return { title, edits: [{ span: node.span, text: `${quote}${value}${quote}` }] };
}

/** Adds a line to a block mapping, right behind one of its entries and as deep as it. */
export function addLine(text: string, after: YamlEntry, line: string, title: string): Fix | undefined {
  const { start } = after.key.span;
  const { end } = after.value.span;
  if (text.slice(start, end).includes('\n')) return undefined;
  const indent = indentBefore(text, start);
  if (indent === undefined) return undefined;
  return { title, edits: [insertLine(text, end, `${indent}${line}`)] };
}

/** Adds a line as the last one of a block mapping, whatever its values look like. */
export function appendLine(text: string, map: YamlMap, line: string, title: string): Fix | undefined {
  const last = map.entries.at(-1);
  return last && addLine(text, last, line, title);
}

/** A new line after the one that holds the offset, with the line ending that is used there. */
export function insertLine(text: string, offset: number, line: string): Edit {
  const newline = text.indexOf('\n', offset);
  if (newline < 0) return { span: { start: text.length, end: text.length }, text: `\n${line}` };
  const ending = text[newline - 1] === '\r' ? '\r\n' : '\n';
  return { span: { start: newline + 1, end: newline + 1 }, text: `${line}${ending}` };
}

/** The spaces in front of a key, when nothing else stands there: no bracket, no dash, no other key. */
function indentBefore(text: string, offset: number): string | undefined {
  const before = text.slice(text.lastIndexOf('\n', offset - 1) + 1, offset);
  return /^ *$/.test(before) ? before : undefined;
}

/** Characters that would change what the value means, quoted as it is. */
function writable(value: string, quote: string): boolean {
  if (quote === '"') return !/["\\\n]/.test(value);
  if (quote === "'") return !/['\n]/.test(value);
  return /^[A-Za-z0-9][\w./@:+=-]*$/.test(value) && !value.endsWith(':');
}

/** The text after the edits of one fix, or of several that do not touch the same place. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  return edits
    .toSorted((one, other) => other.span.start - one.span.start)
    .reduce(
      (rest, { span, text: insert }) => rest.slice(0, span.start) + insert + rest.slice(span.end),
      text,
    );
}
