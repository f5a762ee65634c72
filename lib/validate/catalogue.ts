import { FAL_LINTS } from './fal/rules/index.ts';
import { FAL_RULES } from './fal/rules.ts';
import type { RuleInfo } from './rule.ts';
import { LINTS } from './rules/index.ts';
import { TRUSS_RULES } from './truss/rules.ts';

/** All rules: for a config.yaml of Truss, then for registries of fal. */
export const RULES: readonly RuleInfo[] = [...TRUSS_RULES, ...LINTS, ...FAL_RULES, ...FAL_LINTS];
