import registries from '#registries';
import { refreshHandler } from '../lib/refresh/handler.ts';

/** Publishes stored credentials every day, and those that have changed whenever it runs. */
export const refreshStored = refreshHandler('refreshStored');

export const handler = refreshStored(registries);
