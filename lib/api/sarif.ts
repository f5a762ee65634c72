import type { NamedValidation } from '../docker-auth/formats/present.ts';
import { formatSarif } from '../docker-auth/formats/sarif.ts';
import { RULES } from '../docker-auth/rules.ts';

/** Only config.yaml files are sent here: the rules for registries of fal are left out. */
export function sarifOfConfigs(files: readonly NamedValidation[]): string {
  return formatSarif(
    files,
    RULES.filter(({ id }) => id.startsWith('TDA')),
  );
}
