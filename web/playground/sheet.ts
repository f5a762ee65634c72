import { exceedsBudget } from '../../lib/validate/budget.ts';
import { FAL_MAPPING, FAL_PYPROJECT } from '../../lib/validate/fal/validate.ts';
import { type Checker, checkWithFixes, fixAll } from '../../lib/validate/fix.ts';
import { type KeptSecret, keptSecrets } from '../../lib/validate/model/kept-secrets.ts';
import { LATEST_TRUSS, parseTrussVersion } from '../../lib/validate/truss/version.ts';
import { configChecker } from '../../lib/validate/validate.ts';
import { refusedWhole, type Validation } from '../../lib/validate/validation.ts';
import { readYaml } from '../../lib/validate/yaml/yaml.ts';

/** The kinds of file that can be checked, by the name that people know. */
export const KINDS = {
  truss: 'Truss config.yaml',
  fal: 'fal registries, in YAML or JSON',
  pyproject: 'fal apps in pyproject.toml',
} as const;

type Kind = keyof typeof KINDS;

export function isKind(text: string | undefined): text is Kind {
  return text !== undefined && Object.hasOwn(KINDS, text);
}

/** All inputs of the page. */
export interface Sheet {
  kind: Kind;
  text: string;
  /** The Truss that the file is for. */
  truss: string;
  /** A registries.yml, or nothing: then the rules about fresh secrets do not run. */
  registries: string;
}

export const EMPTY: Sheet = { kind: 'truss', text: '', truss: LATEST_TRUSS.name, registries: '' };

/** A larger file would block the page. The command line accepts 10 MB. */
export const LARGEST = 256 * 1024;

/** Checks the file with the rules of `pullkeeper validate`. */
export function judge(sheet: Sheet): Validation {
  if (sheet.text.length > LARGEST) return tooLarge(sheet.text);
  const checker = checkerFor(sheet);
  return checkWithFixes(checker.read(sheet.text), checker);
}

/** Returns the text after every fix that changes nothing else, as `pullkeeper validate --fix` writes it. */
export function fixEverything(sheet: Sheet): string {
  return sheet.text.length > LARGEST ? sheet.text : fixAll(sheet.text, checkerFor(sheet)).validation.text;
}

export function checkerFor({ kind, truss, registries }: Sheet): Checker {
  if (kind === 'fal') return FAL_MAPPING;
  if (kind === 'pyproject') return FAL_PYPROJECT;
  return configChecker({ truss: parseTrussVersion(truss), kept: keptIn(registries) });
}

function keptIn(registries: string): KeptSecret[] | undefined {
  if (registries.trim() === '' || registries.length > LARGEST) return undefined;
  const reading = readYaml(registries);
  return exceedsBudget(reading) ? undefined : keptSecrets(reading);
}

function tooLarge(text: string): Validation {
  return refusedWhole(text, {
    rule: 'size',
    severity: 'error',
    message: 'This page checks files of at most 256 KiB.',
    path: [],
    span: { start: 0, end: 0 },
    hint: 'In a terminal: npx pullkeeper validate <file>',
    stops: 'unknown',
  });
}
