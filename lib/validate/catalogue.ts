import { FAL_LINTS } from './fal/rules/index.ts';
import { FAL_RULES } from './fal/rules.ts';
import type { RuleInfo } from './rule.ts';
import * as lintDocs from './rules/docs/index.ts';
import { TRUSS_RULES } from './truss/rules.ts';

const LINT_DOCS = Object.values(lintDocs).toSorted((one, other) => (one.id < other.id ? -1 : 1));

/** Everything that can be found: in a config.yaml of Truss, then in registries of fal. */
export const RULES: readonly RuleInfo[] = [...TRUSS_RULES, ...LINT_DOCS, ...FAL_RULES, ...FAL_LINTS];
