import type { Finding } from './finding.ts';
import type { YamlNode } from './yaml/node.ts';
import type { YamlReading } from './yaml/yaml.ts';

/** What a file may hold with every alias written out. A file without aliases never holds more than its own characters. */
interface Budget {
  nodes: number;
  characters: number;
}

/** Room for the aliases of an honest file; a bomb needs millions. */
const SPARE: Budget = { nodes: 10_000, characters: 250_000 };

/** Nodes that an alias leads to count at each use, because each check looks at them at each use. */
export function exceedsBudget(reading: YamlReading): boolean {
  const { text } = reading;
  if (!('root' in reading) || !text.includes('*')) return false;
  const left = { nodes: text.length + SPARE.nodes, characters: text.length + SPARE.characters };
  return !spend(reading.root, left, MAX_DEPTH);
}

/** Every check descends a tree by calling itself. Without aliases, a file is at most 250 levels deep. */
const MAX_DEPTH = 1_000;

/** False as soon as nothing is left. */
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

/** Stands for everything that there would be to say about such a file. */
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
