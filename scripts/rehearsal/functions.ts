import { refreshArtifactRegistry } from '../../functions/refresh-artifact-registry.ts';
import { refreshEcr } from '../../functions/refresh-ecr.ts';
import { refreshStored } from '../../functions/refresh-stored.ts';
import { refreshTokens } from '../../functions/refresh-tokens.ts';
import type { Config } from '../../lib/config/config.ts';
import { REFRESH_FUNCTION_NAMES, type RefreshFunction } from '../../lib/config/schema/refresh-functions.ts';
import { servedBy } from '../../lib/config/serving.ts';

const HANDLERS: Record<RefreshFunction, typeof refreshEcr> = {
  refreshEcr,
  refreshArtifactRegistry,
  refreshStored,
  refreshTokens,
};

/** The functions with registries in this config, with their cadences. */
export function functionsFor(config: Config) {
  return REFRESH_FUNCTION_NAMES.filter((name) => servedBy(name, config.registries).length > 0).map(
    (name) => ({
      name,
      make: HANDLERS[name],
      cadenceMs: config.schedule[name],
    }),
  );
}
