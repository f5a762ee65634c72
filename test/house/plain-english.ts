import { parseSync } from 'rolldown/utils';

/** One comment or one message in a source file. */
export interface Sentence {
  line: number;
  text: string;
}

/** Returns the comments, and the texts of two words or more, of a TypeScript file. */
export function sentencesIn(file: string, source: string): Sentence[] {
  const { program, comments } = parseSync(file, source);
  const at = (offset: number) => source.slice(0, offset).split('\n').length;
  const found = comments.map(({ start, value }) => ({
    line: at(start),
    text: value.replaceAll(/\s*\n\s*\*?\s?/g, ' ').trim(),
  }));
  visit(program, (node) => {
    const text = textOf(node);
    if (text !== undefined && /\p{L} \p{L}/u.test(text)) found.push({ line: at(Number(node.start)), text });
  });
  return found;
}

function textOf({ type, value }: Record<string, unknown>): string | undefined {
  if (type === 'Literal' && typeof value === 'string') return value;
  const isPart =
    type === 'TemplateElement' && typeof value === 'object' && value !== null && 'cooked' in value;
  return isPart && typeof value.cooked === 'string' ? value.cooked : undefined;
}

function visit(node: unknown, see: (node: Record<string, unknown>) => void): void {
  if (typeof node !== 'object' || node === null) return;
  const fields: Record<string, unknown> = { ...node };
  if ('type' in fields) see(fields);
  for (const inner of Object.values(fields)) visit(inner, see);
}

/** The lines of a Markdown page outside code, tables and headings, as paragraphs. */
export function paragraphsIn(page: string): Sentence[] {
  const found: Sentence[] = [];
  let isCode = false;
  let last: Sentence | undefined;
  for (const [index, line] of page.split('\n').entries()) {
    if (/^\s*(?:```|~~~)/.test(line)) isCode = !isCode;
    if (isCode || /^\s*(?:```|~~~|\||#|<|$)/.test(line)) {
      last = undefined;
      continue;
    }
    const text = line.trim().replace(/^(?:[-*]|\d+\.)\s+/, '');
    if (last !== undefined && !/^\s*(?:[-*]|\d+\.)\s/.test(line)) {
      last.text += ` ${text}`;
      continue;
    }
    last = { line: index + 1, text };
    found.push(last);
  }
  return found;
}

/** The idiom that this project has left behind, each with the plain words that replace it. */
export const IDIOM: Record<string, { pattern: RegExp; instead: string }> = {
  anew: { pattern: /\banew\b/i, instead: 'again' },
  whoever: {
    pattern: /\b(?:whoever|whichever)\b|(?:^|[.!?:;] )Whatever\b/i,
    instead: 'name the person or the thing',
  },
  nobody: {
    pattern: /\b(?:nobody|somebody|anybody)\b/i,
    instead: 'name the person, the program or the role',
  },
  tells: {
    pattern: /\b(?:tells?|told) (?:of|apart|from|by|the|what|which|how|it|us|nobody|one)\b/i,
    instead: 'reports, shows',
  },
  mend: { pattern: /\bmend(?:s|ed|ing)?\b/i, instead: 'fix' },
  hinder: { pattern: /\bhinder(?:s|ed)?\b/i, instead: 'stop, fail' },
  'stands there': {
    pattern:
      /\b(?:stands?|stood) (?:there|in|under|behind|before|beside|as|on|where)\b|\bas (?:it|they) stands?\b/i,
    instead: 'is stored, is written, unchanged',
  },
  'let in': {
    pattern: /\b(?:be|is|are|being) let in\b|\blets? (?:it|them|him|nobody) in\b/i,
    instead: 'authenticate, accept',
  },
  'hand on': { pattern: /\bhand(?:s|ed)? on\b/i, instead: 'pass' },
  'is none': { pattern: /(?<!there )(?<!There )\b(?:is|are) none\b(?! of)/i, instead: 'is not a …' },
  'is no': {
    pattern:
      /\bis no (?:valid|policy|registry|object|JSON|text|name|number|file|host|token|secret|Docker)\b/i,
    instead: 'is not a …',
  },
  'be it': { pattern: /\b(?:be it|be that|be they)\b/i, instead: 'whether, or a list' },
  metaphor: {
    pattern: /\b(?:befalls?|suffers?|learnt|by the way|slip of the pen|at hand|as good as)\b/i,
    instead: 'the plain verb: fails, has, knows',
  },
  'it lasts': {
    pattern: /\bif it lasts\b|\bthe way there\b/i,
    instead: 'if this continues, the network path',
  },
  'says so': { pattern: /\b(?:says|said) so\b/i, instead: 'reports it' },
  shall: { pattern: /\bshall\b/i, instead: 'must, or the present tense' },
  'noun clause': {
    pattern:
      /(?:^|[.!] )(?:What|Who|Whoever|Whether|Where) (?!(?:is|are|does|do|to|was|were|can)\b)[^.?]*\b(?:is|are|has|have|shows|comes|goes|gets|takes|makes|waits|must|may|can|cannot)\b[^.?]*\./,
    instead: 'a subject, a verb, an object',
  },
};

/** Returns the names of the idioms in a text. */
export function idiomsIn(text: string): string[] {
  const prose = text.replaceAll(/`[^`]*`|https?:\/\/\S+|"[^"]*"/g, '…');
  return Object.entries(IDIOM).flatMap(([name, { pattern }]) => (pattern.test(prose) ? name : []));
}

/** The most words that a sentence of the documentation has. */
export const LONGEST_SENTENCE = 30;

/** Returns the sentences of a paragraph that are too long, each with its number of words. */
export function longSentencesIn(paragraph: string): { words: number; text: string }[] {
  const prose = paragraph.replaceAll(/`[^`]*`/g, '`code`').replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1');
  return prose
    .split(/(?<=[.!?:;])\s+/)
    .map((text) => ({ text, words: text.split(/\s+/).filter((word) => /\p{L}/u.test(word)).length }))
    .filter(({ words }) => words > LONGEST_SENTENCE);
}
