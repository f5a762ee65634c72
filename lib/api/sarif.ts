import { RULES } from '../validate/catalogue.ts';
import type { NamedValidation } from '../validate/formats/present.ts';
import { formatSarif } from '../validate/formats/sarif.ts';

/** Only config.yaml files are sent here: the rules for registries of fal are left out. */
export function sarifOfConfigs(files: readonly NamedValidation[]): string {
  return formatSarif(
    files,
    RULES.filter(({ id }) => id.startsWith('TDA')),
  );
}
