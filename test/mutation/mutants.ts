import { parseSync } from 'rolldown/utils';

/** One small change to a source file that a test should notice. */
export interface Mutant {
  start: number;
  end: number;
  replacement: string;
}

interface Node {
  type: string;
  start: number;
  end: number;
  [field: string]: unknown;
}

/** Returns every mutant of a TypeScript file. Messages and types are left alone: tests assert codes, not words. */
export function mutantsOf(file: string, text: string): Mutant[] {
  const { program, errors } = parseSync(file, text);
  const root: unknown = program;
  if (errors.length > 0) throw new Error(`${file} cannot be parsed: ${errors[0]?.message}`);
  const found: Mutant[] = [];
  if (!isNode(root)) return [];
  walk(root, undefined, (node, parent) => {
    for (const { start = node.start, end = node.end, replacement } of changesOf(node, parent, text)) {
      if (text.slice(start, end) !== replacement) found.push({ start, end, replacement });
    }
  });
  return found.sort((a, b) => a.start - b.start || a.end - b.end);
}

export function mutate(text: string, { start, end, replacement }: Mutant): string {
  return text.slice(0, start) + replacement + text.slice(end);
}

type Change = Partial<Mutant> & { replacement: string };

const SWAPS: Readonly<Record<string, readonly string[]>> = {
  '<': ['<=', '>='],
  '<=': ['<', '>'],
  '>': ['>=', '<='],
  '>=': ['>', '<'],
  '===': ['!=='],
  '!==': ['==='],
  '+': ['-'],
  '-': ['+'],
  '*': ['/'],
  '/': ['*'],
  '%': ['*'],
  '&&': ['||'],
  '||': ['&&'],
};

const METHODS: Readonly<Record<string, string>> = {
  some: 'every',
  every: 'some',
  startsWith: 'endsWith',
  endsWith: 'startsWith',
  min: 'max',
  max: 'min',
};

/** Calls that can be left out of a chain: what is left has the same type. */
const DROPPED = new Set([
  ...['filter', 'slice', 'trim', 'trimEnd', 'sort', 'toSorted', 'toReversed', 'reverse'],
  ...['toLowerCase', 'toUpperCase', 'replace', 'replaceAll'],
]);

function changesOf(node: Node, parent: Node | undefined, text: string): Change[] {
  const source = (part: unknown) => (isNode(part) ? text.slice(part.start, part.end) : '');
  switch (node.type) {
    case 'IfStatement':
    case 'ConditionalExpression':
      return conditionOf(node.test);
    case 'WhileStatement':
    case 'ForStatement':
      return isNode(node.test) ? conditionOf(node.test).slice(1) : [];
    case 'BinaryExpression':
    case 'LogicalExpression': {
      const { left, right } = node;
      if (!isNode(left) || !isNode(right)) return [];
      if (node.operator === '??') return [{ replacement: source(left) }, { replacement: source(right) }];
      if (node.operator === '+' && [left, right].some(isText)) return [];
      const between = text.slice(left.end, right.start);
      return (SWAPS[String(node.operator)] ?? []).map((swapped) => ({
        start: left.end,
        end: right.start,
        replacement: between.replace(String(node.operator), swapped),
      }));
    }
    case 'UnaryExpression':
      return node.operator === '!' || node.operator === '-' ? [{ replacement: source(node.argument) }] : [];
    case 'ReturnStatement':
      return isNode(node.argument) && node.argument.type !== 'Literal'
        ? [{ replacement: 'return undefined;' }]
        : [];
    case 'ExpressionStatement':
      return isSuper(node.expression) ? [] : [{ replacement: ';' }];
    case 'ThrowStatement':
      return [{ replacement: ';' }];
    case 'TemplateLiteral':
      return / /.test(source(node)) ? [] : [{ replacement: '``' }];
    case 'CallExpression':
      return callChanges(node, source);
    case 'Literal':
      return literalChanges(node, parent, source(node));
    default:
      return [];
  }
}

function conditionOf(test: unknown): Change[] {
  if (!isNode(test)) return [];
  return ['true', 'false'].map((replacement) => ({ start: test.start, end: test.end, replacement }));
}

function callChanges({ callee }: Node, source: (part: unknown) => string): Change[] {
  if (!isNode(callee) || callee.type !== 'MemberExpression' || !isNode(callee.property)) return [];
  const { start, end } = callee.property;
  const name = source(callee.property);
  const other = Object.hasOwn(METHODS, name) ? METHODS[name] : undefined;
  return [
    ...(other === undefined ? [] : [{ start, end, replacement: other }]),
    ...(DROPPED.has(name) ? [{ replacement: source(callee.object) }] : []),
  ];
}

/** A key, a code or a name; what has a blank in it is a message. */
const WORD = /^[\w./:@$-]+$/;

function literalChanges({ value, regex }: Node, parent: Node | undefined, text: string): Change[] {
  if (typeof value === 'boolean') return [{ replacement: String(!value) }];
  if (typeof value === 'number') return [{ replacement: String(value + 1) }];
  if (regex !== undefined && regex !== null) {
    const unanchored = [text.replace(/^\/\^/, '/'), text.replace(/\$(\/[a-z]*)$/, '$1')];
    return unanchored.filter((each) => each !== text).map((replacement) => ({ replacement }));
  }
  if (typeof value !== 'string' || parent?.type.startsWith('Import') || parent?.type.startsWith('Export'))
    return [];
  if (value === '') return [{ replacement: "'mutant'" }];
  return WORD.test(value) ? [{ replacement: "''" }] : [];
}

function isText({ type, value }: Node): boolean {
  return type === 'TemplateLiteral' || typeof value === 'string';
}

function isSuper(expression: unknown): boolean {
  return isNode(expression) && isNode(expression.callee) && expression.callee.type === 'Super';
}

/** The parts of TypeScript that are left when its types are stripped. */
const KEPT = new Set(['TSAsExpression', 'TSSatisfiesExpression', 'TSNonNullExpression']);

function walk(
  node: Node,
  parent: Node | undefined,
  visit: (node: Node, parent: Node | undefined) => void,
): void {
  if (node.type.startsWith('TS') && !KEPT.has(node.type)) return;
  visit(node, parent);
  for (const inner of Object.values(node).flat()) {
    if (isNode(inner)) walk(inner, node, visit);
  }
}

function isNode(value: unknown): value is Node {
  return typeof value === 'object' && value !== null && 'type' in value && typeof value.type === 'string';
}
