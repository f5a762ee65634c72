import { FAL_LINTS } from './fal/lints/index.ts';
import { FAL_RULES } from './fal/rules.ts';
import * as lintDocs from './lints/docs/index.ts';
import type { RuleInfo } from './lints/rule.ts';
import { TRUSS_RULES } from './truss/rules.ts';

const LINT_DOCS = Object.values(lintDocs).toSorted((one, other) => (one.id < other.id ? -1 : 1));

/** Everything that can be found: in a config.yaml of Truss, then in registries of fal. */
export const RULES: readonly RuleInfo[] = [...TRUSS_RULES, ...LINT_DOCS, ...FAL_RULES, ...FAL_LINTS];
