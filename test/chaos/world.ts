import type { Config } from '../../lib/config/config.ts';
import type { Random } from '../simulation/random.ts';
import type { VirtualTime } from '../simulation/virtual-time.ts';
import type { Clouds } from './clouds.ts';

export const START = Date.parse('2026-01-01T00:00:00Z');

/** What lives through a history: the deployed config, the clouds, and the judge who looks into both. */
export interface World {
  config: Config;
  /** Into how many shards each function is deployed. */
  readonly shards: number;
  readonly time: VirtualTime;
  readonly random: Random;
  readonly clouds: Clouds;
  /** From this moment on nothing goes wrong. */
  readonly calmFrom: number;
}
