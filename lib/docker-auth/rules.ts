import { FAL_LINTS } from './fal/lints/index.ts';
import { FAL_RULES } from './fal/rules.ts';
import { LINT_DOCS } from './lints/docs/index.ts';
import type { RuleInfo } from './lints/rule.ts';
import { TRUSS_RULES } from './truss/rules.ts';

/** Everything that can be found: in a config.yaml of Truss, then in registries of fal. */
export const RULES: readonly RuleInfo[] = [...TRUSS_RULES, ...LINT_DOCS, ...FAL_RULES, ...FAL_LINTS];
