import { configFile } from './config-file.ts';
import { conceal } from './credential.ts';
import { type Finding, inOrder, type Verdict, verdictOf } from './finding.ts';
import { withoutIgnored } from './ignores.ts';
import type { KeptSecret } from './kept-secrets.ts';
import { LINTS } from './lints/index.ts';
import { findingOf } from './lints/rule.ts';
import { isTrussConfig } from './truss/recognise.ts';
import { LATEST_TRUSS, type TrussVersion } from './truss/version.ts';
import { trussFindings } from './truss.ts';
import { readYaml } from './yaml.ts';

export interface ValidateOptions {
  truss?: TrussVersion | undefined;
  /** What registries.yml publishes; without it, nothing is said about what is kept fresh. */
  kept?: readonly KeptSecret[] | undefined;
}

/** What there is to say about one file. */
export interface Validation extends Verdict {
  text: string;
  /** False for the config.yaml of some other program. */
  ours: boolean;
  findings: Finding[];
  /** How many more there are than anybody reads. */
  omitted: number;
}

/** A file with more findings than this is not a config.yaml with faults, but something else. */
const MAX_FINDINGS = 500;

/** Reads a config.yaml as Truss does: its verdict first, then everything it does not tell. */
export function validateConfig(
  text: string,
  { truss = LATEST_TRUSS, kept }: ValidateOptions = {},
): Validation {
  const reading = readYaml(text);
  const refused = trussFindings(reading, truss);
  const file = configFile(reading, truss, kept);
  const linted: Finding[] = [];
  for (const rule of LINTS) for (const hit of rule.check(file)) linted.push(findingOf(rule, hit));
  return {
    text,
    ours: isTrussConfig(reading),
    ...verdictOf(refused),
    ...presentable([...refused, ...withoutIgnored(text, linted)]),
  };
}

/** A file that is no text at all: Truss fails on it before it has read a character. */
export function unreadable(message: string): Validation {
  const finding: Finding = {
    rule: 'TDA001',
    severity: 'error',
    message,
    path: [],
    span: { start: 0, end: 0 },
    hint: 'Save the file as UTF-8.',
    stops: 'load',
  };
  return { text: '', ours: true, load: false, push: false, findings: [finding], omitted: 0 };
}

/** In order, as many as anybody reads, and without credentials. */
export function presentable(all: readonly Finding[]): Pick<Validation, 'findings' | 'omitted'> {
  const findings = inOrder(all).slice(0, MAX_FINDINGS).map(withoutCredentials);
  return { findings, omitted: all.length - findings.length };
}

/** Messages quote what they are about, and what they are about may be a token in the wrong field. */
function withoutCredentials(finding: Finding): Finding {
  const { message, hint, path } = finding;
  return {
    ...finding,
    message: conceal(message),
    path: path.map((part) => (typeof part === 'string' ? conceal(part) : part)),
    ...(hint === undefined ? {} : { hint: conceal(hint) }),
  };
}
