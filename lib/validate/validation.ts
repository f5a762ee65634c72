import { exceedsBudget, overBudget } from './budget.ts';
import { type Finding, inOrder, type TrussVerdict, verdictOf } from './finding.ts';
import { withoutIgnored } from './ignores.ts';
import { type ConfigFile, configFile } from './model/config-file.ts';
import type { KeptSecret } from './model/kept-secrets.ts';
import { findingOf, type Subject } from './rule.ts';
import { LINTS } from './rules/index.ts';
import { isTrussConfig } from './truss/recognise.ts';
import { trussFindings } from './truss/truss.ts';
import { LATEST_TRUSS, type TrussVersion } from './truss/version.ts';
import type { YamlReading } from './yaml/yaml.ts';

export interface ValidateOptions {
  truss?: TrussVersion | undefined;
  /** What registries.yml publishes; without it, nothing is said about what is kept fresh. */
  kept?: readonly KeptSecret[] | undefined;
}

/** What there is to say about one file. */
export interface Validation extends TrussVerdict {
  text: string;
  /** False for the config.yaml of some other program. */
  ours: boolean;
  findings: Finding[];
  /** How many more there are than anybody reads. */
  omitted: number;
}

/** A file with more findings than this is not a config.yaml with faults, but something else. */
const MAX_FINDINGS = 500;

/** What there is to say about a config.yaml that has been read: Truss's verdict first, then everything it does not tell. */
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
  const method = file.auth?.method;
  const present: Record<Subject, boolean> = {
    docker_auth: file.auth !== undefined,
    aws_role: method === 'AWS_OIDC' || method === 'AWS_ASSUME_ROLE',
    aws_keys: method === 'AWS_IAM',
    gcp_oidc: method === 'GCP_OIDC',
    gcp_key: method === 'GCP_SERVICE_ACCOUNT_JSON',
    secrets: file.secrets.length > 0,
    registries: file.kept !== undefined,
  };
  const findings: Finding[] = [];
  for (const rule of LINTS) {
    if (rule.needs !== undefined && !present[rule.needs]) continue;
    for (const hit of rule.check(file)) findings.push(findingOf(rule, hit));
  }
  return findings;
}

/** A file that cannot be checked any further. */
export function refusedWhole(text: string, finding: Finding): Validation {
  return { text, ours: true, ...verdictOf([finding]), findings: [finding], omitted: 0 };
}

/** The finding for a file that is not text: Truss fails before it has read a character. */
export function unreadable(message: string, hint: string): Validation {
  return refusedWhole('', {
    rule: 'TDA001',
    severity: 'error',
    message,
    path: [],
    span: { start: 0, end: 0 },
    hint,
    stops: 'load',
  });
}

/** In order, and as many as anybody reads. */
export function presentable(all: readonly Finding[]): Pick<Validation, 'findings' | 'omitted'> {
  const findings = inOrder(all).slice(0, MAX_FINDINGS);
  return { findings, omitted: all.length - findings.length };
}
