import type { Edit, Fix } from '../finding.ts';
import { applyEdits } from '../fixes.ts';
import type { Rule } from '../rule.ts';
import { IMAGE_ALONE } from '../samples.ts';
import { readYaml, type UnreadableYaml } from '../yaml/yaml.ts';

export const documentEndAtTop: Rule = {
  id: 'TDA101',
  severity: 'error',
  title: 'A line "..." marks an abridged file',
  fixable: true,
  why: 'In Baseten\'s docs "..." stands for the rest of a config. In YAML it ends a document, and Truss cannot read a file that begins with it.',
  caught: `
...
  base_image:
    image: ghcr.io/acme/llama:1
`,
  passed: IMAGE_ALONE,

  *check({ reading }) {
    const marker = /^(?:[ \t]*(?:#.*)?\r?\n)*(\.\.\.[ \t]*(?:\r?\n|$))/.exec(reading.text);
    if (!marker?.[1] || !('problem' in reading)) return;
    const start = marker[0].length - marker[1].length;
    yield {
      at: { span: { start, end: start + 3 } },
      path: [],
      message: '"..." ends a YAML document before any has begun, so Truss cannot read this file.',
      hint: 'Delete the line, and move what follows to the left margin.',
      fix: withoutMarkers(reading),
    };
  },
};

/** More lines than a config.yaml has. A fix with so many edits would not help. */
const MAX_EDITS = 5_000;

/** Removes all "..." lines and the indentation of the docs' sample. */
function withoutMarkers({ text }: UnreadableYaml): Fix | undefined {
  const lines = [...text.matchAll(/[^\n]*\n|[^\n]+/g)];
  const content = lines.filter(({ 0: line }) => /^[^#\s]|^\s+[^#\s]/.test(line) && !isMarker(line));
  const indent = Math.min(...content.map(({ 0: line }) => line.search(/[^ ]/)));
  const edits: Edit[] = lines.flatMap(({ 0: line, index }) => {
    if (isMarker(line)) return [{ span: { start: index, end: index + line.length }, text: '' }];
    const depth = Math.min(indent, line.search(/[^ ]|$/));
    return depth > 0 ? [{ span: { start: index, end: index + depth }, text: '' }] : [];
  });
  if (edits.length > MAX_EDITS) return undefined;
  const readable = 'root' in readYaml(applyEdits(text, edits));
  return readable ? { title: 'Delete the "..." lines', edits, change: { kind: 'readable' } } : undefined;
}

function isMarker(line: string): boolean {
  return /^\.\.\.\s*$/.test(line);
}
