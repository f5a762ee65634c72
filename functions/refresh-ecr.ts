import registries from '#registries';
import { refreshHandler } from '../lib/refresh/handler.ts';
import { CADENCE_MS } from '../lib/refresh/schedule.ts';

/** Keeps the secrets of ECR and ECR Public alive. */
export const refreshEcr = refreshHandler({ kinds: ['ecr', 'ecr-public'], cadenceMs: CADENCE_MS.refreshEcr });

export const handler = refreshEcr(registries);
