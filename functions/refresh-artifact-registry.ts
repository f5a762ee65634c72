import registries from '#registries';
import { refreshHandler } from '../lib/refresh/handler.ts';
import { CADENCE_MS } from '../lib/refresh/schedule.ts';

/** Keeps the secrets of Artifact Registry alive. */
export const refreshArtifactRegistry = refreshHandler({
  kinds: ['artifact-registry'],
  cadenceMs: CADENCE_MS.refreshArtifactRegistry,
});

export const handler = refreshArtifactRegistry(registries);
