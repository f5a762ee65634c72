import registries from '#registries';
import { statusApi } from '../lib/api/status-api.ts';

/** Reports how long every published secret lives. */
export const handler = statusApi(registries);
