import { refreshArtifactRegistry } from '../../functions/refresh-artifact-registry.ts';
import { refreshEcr } from '../../functions/refresh-ecr.ts';
import { refreshStored } from '../../functions/refresh-stored.ts';
import { refreshTokens } from '../../functions/refresh-tokens.ts';
import type { Config } from '../../lib/config/config.ts';
import type { RefreshFunction } from '../../lib/config/schema/refresh-functions.ts';
import { functionsInUse } from '../../lib/config/serving.ts';

const HANDLERS: Record<RefreshFunction, typeof refreshEcr> = {
  refreshEcr,
  refreshArtifactRegistry,
  refreshStored,
  refreshTokens,
};

/** The functions with registries in this config, with their cadences. */
export function functionsFor(config: Config) {
  return functionsInUse(config).map((name) => ({
    name,
    make: HANDLERS[name],
    cadenceMs: config.schedule[name],
  }));
}
