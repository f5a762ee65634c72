import { refreshArtifactRegistry } from '../../functions/refresh-artifact-registry.ts';
import { refreshEcr } from '../../functions/refresh-ecr.ts';
import { refreshStored } from '../../functions/refresh-stored.ts';
import type { Config } from '../../lib/config/config.ts';
import type { SourceKind } from '../../lib/config/source-kind.ts';
import { hostsOf } from '../../lib/refresh/request.ts';
import { CADENCE_MS } from '../../lib/refresh/schedule.ts';

interface ScheduledFunction {
  name: keyof typeof CADENCE_MS;
  kinds: readonly SourceKind[];
  make: typeof refreshEcr;
}

const FUNCTIONS: readonly ScheduledFunction[] = [
  { name: 'refreshEcr', kinds: ['ecr', 'ecr-public'], make: refreshEcr },
  { name: 'refreshArtifactRegistry', kinds: ['artifact-registry'], make: refreshArtifactRegistry },
  { name: 'refreshStored', kinds: ['stored'], make: refreshStored },
];

/** The functions that have something to do for this config, as their schedules run them. */
export function functionsFor(config: Config) {
  return FUNCTIONS.filter(({ kinds }) => hostsOf(config, kinds).length > 0).map((each) => ({
    ...each,
    cadenceMs: CADENCE_MS[each.name],
  }));
}
