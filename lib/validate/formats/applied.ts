import type { AppliedFix } from '../fix.ts';
import { Lines } from '../yaml/position.ts';
import { present } from './present.ts';
import { shownPath } from './text.ts';

/** One line for each applied fix: its place, and its effect. */
export function formatApplied(path: string, applied: readonly AppliedFix[]): string[] {
  return applied.map(({ finding: { rule, span, fix }, before }) => {
    const { line, column } = new Lines(before).position(span.start);
    return `${shownPath(path)}:${line}:${column}: fixed ${rule}: ${present(fix.title)}.`;
  });
}
