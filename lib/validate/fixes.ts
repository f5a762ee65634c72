import type { AddedValue, Edit, Fix } from './finding.ts';
import type { YamlEntry, YamlMap, YamlScalar } from './yaml/node.ts';

// These functions write a fix as text. safe-fix.ts checks the result.

/** Replaces the value of a scalar, and keeps its quotes. Block scalars are not changed. */
export function rewrite(text: string, node: YamlScalar, value: string, title: string): Fix | undefined {
  const source = text.slice(node.span.start, node.span.end);
  const quote = /^(["'])[^"'\n]*\1$/.exec(source)?.[1] ?? '';
  if ((quote === '' && source !== node.text) || !writable(value, quote)) return undefined;
  return {
    title,
    edits: [{ span: node.span, text: `${quote}${value}${quote}` }],
    change: { kind: 'rewrite', node, text: value },
  };
}

/** Adds a line to a block mapping, after one of its entries and with the same indentation. */
export function addLine(
  text: string,
  beside: YamlEntry,
  name: string,
  value: AddedValue,
  title: string,
): Fix | undefined {
  const { start } = beside.key.span;
  const { end } = beside.value.span;
  const indent = indentBefore(text, start);
  const lines = indent === undefined ? undefined : linesOf(name, value, indent, lineEnding(text));
  if (lines === undefined || /[\r\n]/.test(text.slice(start, end))) return undefined;
  return { title, edits: [insertBelow(text, end, lines)], change: { kind: 'add', beside, name, value } };
}

/** Adds a line as the last one of a block mapping. */
export function appendLine(
  text: string,
  map: YamlMap,
  name: string,
  value: AddedValue,
  title: string,
): Fix | undefined {
  const last = map.entries.at(-1);
  return last && addLine(text, last, name, value, title);
}

/** Adds a section at the end of the file, at the left margin. */
export function appendSection(
  text: string,
  root: YamlMap,
  name: string,
  value: AddedValue,
  title: string,
): Fix | undefined {
  const beside = root.entries.at(-1);
  const lines = linesOf(name, value, '', lineEnding(text));
  if (!beside || lines === undefined) return undefined;
  const change = { kind: 'add', beside, name, value } as const;
  return { title, edits: [insertBelow(text, text.length, lines)], change };
}

/** Applies the edits of one fix, or of several that do not overlap. */
export function applyEdits(text: string, edits: readonly Edit[]): string {
  const parts: string[] = [];
  let at = 0;
  for (const { span, text: insert } of edits.toSorted((one, other) => one.span.start - other.span.start)) {
    parts.push(text.slice(at, span.start), insert);
    at = span.end;
  }
  return parts.join('') + text.slice(at);
}

function linesOf(name: string, value: AddedValue, indent: string, ending: string): string | undefined {
  if (!writable(name, '')) return undefined;
  if (value === null) return `${indent}${name}: null${ending}`;
  if (typeof value === 'string')
    return writable(value, '') ? `${indent}${name}: ${value}${ending}` : undefined;
  const inner = linesOf(value.name, value.value, `${indent}  `, ending);
  return inner === undefined ? undefined : `${indent}${name}:${ending}${inner}`;
}

/** Inserts below the line at the offset. A last line without a line end gets one. */
function insertBelow(text: string, offset: number, lines: string): Edit {
  const rest = /\r\n|[\r\n]/.exec(text.slice(offset));
  const at = rest ? offset + rest.index + rest[0].length : text.length;
  const open = at > 0 && !/[\r\n]/.test(text.charAt(at - 1));
  return { span: { start: at, end: at }, text: open ? `${lineEnding(text)}${lines}` : lines };
}

/** The line ending that a file uses, by its first line. */
function lineEnding(text: string): string {
  return /\r\n|[\r\n]/.exec(text)?.[0] ?? '\n';
}

/** The indentation of a key. Undefined if a bracket, a dash or another key is before it. */
function indentBefore(text: string, offset: number): string | undefined {
  const lineStart = Math.max(text.lastIndexOf('\n', offset - 1), text.lastIndexOf('\r', offset - 1)) + 1;
  const before = text.slice(offset === 0 ? 0 : lineStart, offset);
  return /^ *$/.test(before) ? before : undefined;
}

/** Characters that would change the meaning of the value, with its kind of quotes. */
function writable(value: string, quote: string): boolean {
  if (quote === '"') return !/["\\\n]/.test(value);
  if (quote === "'") return !/['\n]/.test(value);
  return /^[A-Za-z0-9$][\w./@:+=-]*$/.test(value) && !value.endsWith(':');
}
