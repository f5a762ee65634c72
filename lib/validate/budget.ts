import type { Finding } from './finding.ts';
import type { YamlNode } from './yaml/node.ts';
import type { YamlReading } from './yaml/yaml.ts';

/** The limits of a file with all its aliases expanded. A file without aliases stays below them. */
interface Budget {
  nodes: number;
  characters: number;
}

/** Enough for the aliases of an ordinary file. An alias bomb has millions. */
const SPARE: Budget = { nodes: 10_000, characters: 250_000 };

/** The nodes of an alias count at each use, because each check visits them at each use. */
export function exceedsBudget(reading: YamlReading): boolean {
  const { text } = reading;
  if (!('root' in reading) || !text.includes('*')) return false;
  const left = { nodes: text.length + SPARE.nodes, characters: text.length + SPARE.characters };
  return !spend(reading.root, left, MAX_DEPTH);
}

/** Checks are recursive. Without aliases, a file is at most 250 levels deep. */
const MAX_DEPTH = 1_000;

/** False when the budget is used up. */
function spend(node: YamlNode, left: Budget, depth: number): boolean {
  if (--left.nodes < 0 || depth === 0) return false;
  switch (node.kind) {
    case 'scalar':
      left.characters -= node.text.length;
      return left.characters >= 0;
    case 'list':
      return node.items.every((item) => spend(item, left, depth - 1));
    case 'map':
      return node.entries.every(
        ({ key, value }) => spend(key, left, depth - 1) && spend(value, left, depth - 1),
      );
  }
}

/** The only finding of such a file. */
export function overBudget(rule: 'TDA090' | 'FAL090'): Finding {
  return {
    rule,
    severity: 'error',
    message: 'This file is too large to be checked once its aliases are expanded.',
    path: [],
    span: { start: 0, end: 0 },
    hint: 'Write the repeated parts once, without anchors and aliases ("&name", "*name").',
    stops: 'unknown',
  };
}
