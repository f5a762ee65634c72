import { z } from 'zod';
import { azureAcrOptions } from './azure-acr/options.ts';
import { digitaloceanOptions } from './digitalocean/options.ts';
import { oidcOptions } from './oidc/options.ts';

/** The sources for registries whose host does not identify one. */
const MINTING = [azureAcrOptions, ...oidcOptions, digitaloceanOptions] as const;

export const mintingOptions = z
  .discriminatedUnion('type', MINTING)
  .describe('The service that mints tokens for this registry');

export type MintingOptions = z.infer<typeof mintingOptions>;
