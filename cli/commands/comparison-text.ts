import { type Comparison, isExact } from '../../lib/deployment/policy/compare.ts';

/** Formats the comparison of a policy with the needs of the role, for people. */
export function comparisonText(comparison: Comparison, name: string): string {
  const { statements, missing, unsure } = comparison;
  const paragraphs = [
    ...statements.flatMap((statement) => [
      list(`${statement.name} grants more than ${name} needs:`, statement.more),
      list(`${statement.name} could only be compared in part:`, statement.unsure),
    ]),
    list(`${name} needs, and is not allowed:`, missing),
    list(`${name} needs, and may be allowed:`, unsure),
    isExact(comparison) ? [verdictOn(comparison, name)] : [],
  ];
  return `${paragraphs
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join('\n'))
    .join('\n\n')}\n`;
}

function verdictOn({ statements, unsure }: Comparison, name: string): string {
  const sure = unsure.length === 0 && statements.every((statement) => statement.unsure.length === 0);
  return `${sure ? 'The policy' : 'As far as it can be compared, the policy'} grants exactly what ${name} needs.`;
}

function list(title: string, items: readonly string[]): string[] {
  return items.length === 0 ? [] : [title, ...items.map((item) => `  ${item}`)];
}
