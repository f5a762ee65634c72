import type { Edit, Finding } from './finding.ts';
import { applyEdits } from './fixes.ts';
import type { Validation } from './validation.ts';

/** A fix may bring the next one to light, such as a host that has lost its scheme. More rounds than that are a loop. */
const MAX_ROUNDS = 10;

/** Applies every fix, and validates again until there is none left. What is not fixed keeps every character. */
export function fixAll(validation: Validation, validate: (text: string) => Validation): Validation {
  let current = validation;
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const edits = compatible(current.findings);
    if (edits.length === 0) break;
    const next = validate(applyEdits(current.text, edits));
    // What Truss likes less than before is no fix.
    if ((current.load && !next.load) || (current.push && !next.push)) break;
    current = next;
  }
  return current;
}

/** The edits of the fixes that do not touch the same place, each fix whole or not at all. */
function compatible(findings: readonly Finding[]): Edit[] {
  const taken: Edit[] = [];
  return findings.flatMap(({ fix }) => {
    if (!fix || fix.edits.some((edit) => taken.some((other) => overlap(edit, other)))) return [];
    taken.push(...fix.edits);
    return fix.edits;
  });
}

/** Two insertions in one place overlap, too: which comes first is anybody's guess. */
function overlap({ span: one }: Edit, { span: other }: Edit): boolean {
  return one.start <= other.end && other.start <= one.end;
}
