import registries from '#registries';
import { refreshHandler } from '../lib/refresh/handler.ts';

/** Refreshes the tokens that other clouds and registries mint: each source of registries.yml that has a type. */
export const refreshTokens = refreshHandler('refreshTokens');

export const handler = refreshTokens(registries);
