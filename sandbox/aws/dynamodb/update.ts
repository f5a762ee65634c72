import { notSimulated } from '../error.ts';
import type { Expression } from './expression.ts';
import { type Item, invalid } from './item.ts';

const OTHER_CLAUSES = ['REMOVE', 'ADD', 'DELETE'];

/** Reads `SET name = value, …`, and returns what it sets. */
export function changesOf(expression: Expression): Item {
  const clause = expression.oneOf(['SET', ...OTHER_CLAUSES]);
  if (clause !== 'SET') throw notSimulated(`the clause ${clause} of an update`);
  const changes = new Map<string, string>();
  do {
    const name = expression.name();
    expression.expect('=');
    const value = expression.value();
    if (changes.has(name)) {
      const paths = `path one: [${name}], path two: [${name}]`;
      throw invalid(
        `Invalid ${expression.kind}: Two document paths overlap with each other; must remove or rewrite one of these paths; ${paths}`,
      );
    }
    changes.set(name, value);
  } while (expression.skip(','));
  expression.end();
  return changes;
}
