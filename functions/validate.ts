import { validationApi } from '../lib/api/validation-api.ts';

/** Validates config.yaml files on demand. */
export const handler = validationApi;
