import { z } from 'zod';
import { azureAcrOptions } from './azure-acr/options.ts';

/** The services that mint tokens for a registry whose host does not say how. */
const MINTING = [azureAcrOptions] as const;

export const mintingOptions = z
  .discriminatedUnion('type', MINTING)
  .describe('The service that mints tokens for this registry');

export type MintingOptions = z.infer<typeof mintingOptions>;
