import registries from '#registries';
import { refreshHandler } from '../lib/refresh/handler.ts';

/** Keeps the secrets of Artifact Registry alive. */
export const refreshArtifactRegistry = refreshHandler('refreshArtifactRegistry');

export const handler = refreshArtifactRegistry(registries);
