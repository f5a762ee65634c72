import registries from '#registries';
import { refreshHandler } from '../lib/refresh/handler.ts';
import { CADENCE_MS } from '../lib/refresh/schedule.ts';

/** Publishes stored credentials every day, and those that have changed whenever it runs. */
export const refreshStored = refreshHandler({ kinds: ['stored'], cadenceMs: CADENCE_MS.refreshStored });

export const handler = refreshStored(registries);
