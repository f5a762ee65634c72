import { z } from 'zod';
import { azureAcrOptions } from './azure-acr/options.ts';

/** The sources for registries whose host does not identify one. */
const MINTING = [azureAcrOptions] as const;

export const mintingOptions = z
  .discriminatedUnion('type', MINTING)
  .describe('The service that mints tokens for this registry');

export type MintingOptions = z.infer<typeof mintingOptions>;
