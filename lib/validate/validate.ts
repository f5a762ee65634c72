import { type ValidateOptions, type Validation, validateReading } from './validation.ts';
import { readYaml } from './yaml/yaml.ts';

/** Reads a config.yaml as Truss does: its verdict first, then everything it does not tell. */
export function validateConfig(text: string, options?: ValidateOptions): Validation {
  return validateReading(readYaml(text), options);
}
