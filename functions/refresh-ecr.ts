import registries from '#registries';
import { refreshHandler } from '../lib/refresh/handler.ts';

/** Keeps the secrets of ECR and ECR Public alive. */
export const refreshEcr = refreshHandler('refreshEcr');

export const handler = refreshEcr(registries);
