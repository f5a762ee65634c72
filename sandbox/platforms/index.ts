import type { Key, Platform } from './platform.ts';
import { runpod } from './runpod.ts';

export interface PlatformOptions {
  host: string;
  keys: readonly Key[];
  /** The secrets that are there already. */
  names: readonly string[];
}

/** The platforms that the sandbox knows, by the name of the service. */
export const PLATFORMS: Readonly<Record<string, (options: PlatformOptions) => Platform>> = {
  Runpod: runpod,
};
