import { exceedsBudget, overBudget } from './budget.ts';
import { type Finding, inOrder, type TrussVerdict, verdictOf } from './finding.ts';
import { withoutIgnored } from './ignores.ts';
import { type ConfigFile, configFile } from './model/config-file.ts';
import type { KeptSecret } from './model/kept-secrets.ts';
import { findingOf } from './rule.ts';
import { LINTS } from './rules/index.ts';
import { isTrussConfig } from './truss/recognise.ts';
import { trussFindings } from './truss/truss.ts';
import { LATEST_TRUSS, type TrussVersion } from './truss/version.ts';
import type { YamlReading } from './yaml/yaml.ts';

export interface ValidateOptions {
  truss?: TrussVersion | undefined;
  /** The secrets that registries.yml publishes. Without it, rules about fresh secrets do not run. */
  kept?: readonly KeptSecret[] | undefined;
}

/** The result for one file. */
export interface Validation extends TrussVerdict {
  text: string;
  /** False for the config.yaml of another program. */
  ours: boolean;
  findings: Finding[];
  /** The number of findings beyond the limit. */
  omitted: number;
}

/** More findings than any config.yaml has. */
const MAX_FINDINGS = 500;

/** Validates a config.yaml that was read: Truss's own errors first, then all other rules. */
export function validateReading(
  reading: YamlReading,
  { truss = LATEST_TRUSS, kept }: ValidateOptions = {},
): Validation {
  const { text } = reading;
  if (exceedsBudget(reading)) return refusedWhole(text, overBudget('TDA090'));
  const refused = trussFindings(reading, truss);
  const file = configFile(reading, truss, kept);
  const linted = lint(file);
  return {
    text,
    ours: isTrussConfig(reading),
    ...verdictOf(refused),
    ...presentable([...refused, ...withoutIgnored(text, linted)]),
  };
}

function lint(file: ConfigFile): Finding[] {
  const findings: Finding[] = [];
  for (const rule of LINTS) for (const hit of rule.check(file)) findings.push(findingOf(rule, hit));
  return findings;
}

/** The result for a file that cannot be checked further. */
export function refusedWhole(text: string, finding: Finding): Validation {
  return { text, ours: true, ...verdictOf([finding]), findings: [finding], omitted: 0 };
}

/** The finding for a file that is not text, which Truss cannot load, or for one that could not be read here. */
export function unreadable(message: string, hint: string, stops: 'load' | 'unknown'): Validation {
  return refusedWhole('', {
    rule: 'TDA001',
    severity: 'error',
    message,
    path: [],
    span: { start: 0, end: 0 },
    hint,
    stops,
  });
}

/** Sorts the findings, and cuts them at the limit. */
export function presentable(all: readonly Finding[]): Pick<Validation, 'findings' | 'omitted'> {
  const findings = inOrder(all).slice(0, MAX_FINDINGS);
  return { findings, omitted: all.length - findings.length };
}
