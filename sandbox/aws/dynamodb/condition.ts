import type { Expression } from './expression.ts';
import { compareTexts, type Item } from './item.ts';

export type Condition = (item: Item) => boolean;

/** How each comparison reads the order of its two sides. */
const COMPARISONS = new Map<string, (order: number) => boolean>([
  ['=', (order) => order === 0],
  ['<', (order) => order < 0],
  ['<=', (order) => order <= 0],
  ['>', (order) => order > 0],
  ['>=', (order) => order >= 0],
]);

/** Reads a condition: AND binds stronger than OR. A comparison with a missing attribute is false. */
export function conditionOf(expression: Expression): Condition {
  const condition = alternatives(expression);
  expression.end();
  return condition;
}

function alternatives(expression: Expression): Condition {
  const any = [conjunction(expression)];
  while (expression.skip('OR')) any.push(conjunction(expression));
  return (item) => any.some((holds) => holds(item));
}

function conjunction(expression: Expression): Condition {
  const all = [term(expression)];
  while (expression.skip('AND')) all.push(term(expression));
  return (item) => all.every((holds) => holds(item));
}

function term(expression: Expression): Condition {
  if (expression.skip('NOT')) {
    const negated = term(expression);
    return (item) => !negated(item);
  }
  if (expression.skip('(')) {
    const inner = alternatives(expression);
    expression.expect(')');
    return inner;
  }
  for (const wanted of [true, false]) {
    if (!expression.skip(wanted ? 'attribute_exists' : 'attribute_not_exists')) continue;
    expression.expect('(');
    const name = expression.name();
    expression.expect(')');
    return (item) => item.has(name) === wanted;
  }
  return comparison(expression);
}

function comparison(expression: Expression): Condition {
  const name = expression.name();
  const holds = COMPARISONS.get(expression.oneOf([...COMPARISONS.keys()]));
  const value = expression.value();
  return (item) => {
    const text = item.get(name);
    return text !== undefined && holds?.(compareTexts(text, value)) === true;
  };
}
