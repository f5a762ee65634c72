import { exceedsBudget, overBudget } from '../budget.ts';
import type { Finding } from '../finding.ts';
import { verdictOf } from '../finding.ts';
import { type Checker, checkWithFixes } from '../fix.ts';
import { withoutIgnored } from '../ignores.ts';
import { findingOf } from '../rule.ts';
import { presentable, refusedWhole, type Validation } from '../validation.ts';
import { readYaml, type YamlReading } from '../yaml/yaml.ts';
import { falErrors } from './errors.ts';
import { registriesOfMapping, registriesOfPyproject } from './registries.ts';
import { FAL_LINTS } from './rules/index.ts';
import { readToml } from './toml.ts';

/** Validates a `registries` mapping of fal in YAML or JSON: fal's own errors, then the other rules. */
export function validateFalMapping(text: string): Validation {
  return checkWithFixes(readYaml(text), FAL_MAPPING);
}

/** Every `registries` table of the fal apps in a pyproject.toml. */
export function validateFalPyproject(text: string): Validation {
  return checkWithFixes(readToml(text), FAL_PYPROJECT);
}

export const FAL_MAPPING: Checker = {
  read: (text) => readYaml(text),
  check: (reading) => validate(reading, registriesOfMapping),
};

export const FAL_PYPROJECT: Checker = {
  read: readToml,
  check: (reading) => validate(reading, registriesOfPyproject),
};

/** More registries than any file has. fal's own errors are looked for in all of them. */
const MAX_JUDGED = 1_000;

function validate(reading: YamlReading, find: typeof registriesOfMapping): Validation {
  const { text } = reading;
  if ('problem' in reading) {
    const { message, span, hint } = reading.problem;
    const unread: Finding = { rule: 'FAL001', severity: 'error', message, path: [], span, stops: 'load' };
    return refusedWhole(text, hint ? { ...unread, hint } : unread);
  }
  if (exceedsBudget(reading)) return refusedWhole(text, overBudget('FAL090'));
  const mappings = find(reading.root);
  const refused = mappings.flatMap(falErrors);
  const linted = mappings.slice(0, MAX_JUDGED).flatMap(({ entries, ...mapping }) => {
    const judged = { ...mapping, entries: entries.slice(0, MAX_JUDGED) };
    return FAL_LINTS.flatMap((rule) => Array.from(rule.check(judged, text), (hit) => findingOf(rule, hit)));
  });
  return {
    text,
    ours: mappings.length > 0,
    ...verdictOf(refused),
    ...presentable([...refused, ...withoutIgnored(text, linted)]),
  };
}
