import registries from '#registries';
import { statusApi } from '../lib/api/status-api.ts';

/** Tells how long everything lives that is published. */
export const handler = statusApi(registries);
