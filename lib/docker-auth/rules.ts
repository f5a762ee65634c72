import { LINTS } from './lints/index.ts';
import type { RuleInfo } from './lints/rule.ts';
import { TRUSS_RULES } from './truss/rules.ts';

/** Everything that can be found in a config.yaml, by id. */
export const RULES: readonly RuleInfo[] = [...TRUSS_RULES, ...LINTS];
