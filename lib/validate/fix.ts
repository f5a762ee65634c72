import type { Edit, Finding, Fix } from './finding.ts';
import { applyEdits } from './fixes.ts';
import { type Checked, isSafeFix } from './safe-fix.ts';
import type { Validation } from './validation.ts';
import type { YamlReading } from './yaml/yaml.ts';

/** Reads and checks one kind of file. */
export interface Checker {
  read: (text: string) => YamlReading;
  check: (reading: YamlReading) => Validation;
}

/** A fix that was applied to a text. */
export interface AppliedFix {
  finding: Finding & { fix: Fix };
  before: string;
}

/** A fix may lead to another, for example in a host that has lost its scheme. More rounds than this are a loop. */
const MAX_ROUNDS = 10;

/** Each tried fix reads the file again. This many characters take about a tenth of a second. */
const MAX_CHARACTERS = 256 * 1024;

/** Checks a file. Only safe fixes are offered. */
export function checkWithFixes(reading: YamlReading, checker: Checker): Validation {
  const checked = { reading, validation: checker.check(reading) };
  const attempts = { characters: MAX_CHARACTERS };
  return withOfferedFixes(checked.validation, tryFixes(checked, checker, attempts));
}

/** Applies all safe fixes, and checks again until there is none left. All other characters stay. */
export function fixAll(text: string, checker: Checker): { validation: Validation; applied: AppliedFix[] } {
  const applied: AppliedFix[] = [];
  const attempts = { characters: MAX_CHARACTERS };
  let current = checkedText(text, checker);
  let tried = tryFixes(current, checker, attempts);
  for (let round = 0; round < MAX_ROUNDS && tried.after; round++) {
    const before = current.validation.text;
    applied.push(...tried.fixed.map((finding) => ({ finding, before })));
    current = tried.after;
    tried = tryFixes(current, checker, attempts);
  }
  return { validation: withOfferedFixes(current.validation, tried), applied };
}

function withOfferedFixes(validation: Validation, { lawful }: Tried): Validation {
  const kept = new Set<Fix | undefined>(lawful.map(({ fix }) => fix));
  const findings = validation.findings.map((finding) =>
    kept.has(finding.fix) ? finding : withoutFix(finding),
  );
  return { ...validation, findings };
}

type Fixable = Finding & { fix: Fix };

interface Tried {
  /** The findings whose fix is safe by itself. */
  lawful: readonly Fixable[];
  /** The fixes that are safe together, and the file after them. */
  fixed: readonly Fixable[];
  after?: Checked;
}

/** Applies all fixes at once, or one by one if they are not safe together. */
function tryFixes(before: Checked, checker: Checker, attempts: { characters: number }): Tried {
  const fixable = before.validation.findings.filter(isFixable);
  if (fixable.length === 0 || before.validation.omitted > 0) return { lawful: [], fixed: [] };
  const attempt = (fixes: readonly Fixable[]): Checked | undefined => {
    attempts.characters -= before.validation.text.length;
    if (attempts.characters < 0) return undefined;
    const after = checkedText(applyEdits(before.validation.text, editsOf(fixes)), checker);
    return isSafeFix(before, fixes, after) ? after : undefined;
  };

  const together = compatible(fixable);
  const after = attempt(together);
  if (after && together.length === fixable.length) return { lawful: fixable, fixed: fixable, after };

  const lawful: Fixable[] = [];
  let best: Tried = after ? { lawful, fixed: together, after } : { lawful, fixed: [] };
  for (const one of fixable) {
    const alone = attempt([one]);
    if (!alone) continue;
    lawful.push(one);
    if (!best.after) best = { lawful, fixed: [one], after: alone };
  }
  return best;
}

function checkedText(text: string, { read, check }: Checker): Checked {
  const reading = read(text);
  return { reading, validation: check(reading) };
}

function isFixable(finding: Finding): finding is Fixable {
  return finding.fix !== undefined;
}

function withoutFix({ fix: _, ...finding }: Finding): Finding {
  return finding;
}

/** The fixes that do not overlap. A fix is never applied in part. */
function compatible(fixable: readonly Fixable[]): Fixable[] {
  const taken: Edit[] = [];
  return fixable.filter(({ fix }) => {
    if (fix.edits.some((edit) => taken.some((other) => overlap(edit, other)))) return false;
    taken.push(...fix.edits);
    return true;
  });
}

/** Two insertions in one place overlap too, because their order is not defined. */
function overlap({ span: one }: Edit, { span: other }: Edit): boolean {
  return one.start <= other.end && other.start <= one.end;
}

function editsOf(fixes: readonly Fixable[]): Edit[] {
  return fixes.flatMap(({ fix }) => fix.edits);
}
