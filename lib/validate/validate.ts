import { type Checker, checkWithFixes } from './fix.ts';
import { type ValidateOptions, type Validation, validateReading } from './validation.ts';
import { readYaml } from './yaml/yaml.ts';

/** Validates a config.yaml: Truss's own errors first, then all other rules. */
export function validateConfig(text: string, options?: ValidateOptions): Validation {
  return checkWithFixes(readYaml(text), configChecker(options));
}

export function configChecker(options?: ValidateOptions): Checker {
  return { read: (text) => readYaml(text), check: (reading) => validateReading(reading, options) };
}
