import { refreshArtifactRegistry } from '../../functions/refresh-artifact-registry.ts';
import { refreshEcr } from '../../functions/refresh-ecr.ts';
import type { Config } from '../../lib/config/config.ts';
import type { RegistryHost } from '../../lib/hosts/registry-host.ts';
import { hostsOf } from '../../lib/refresh/request.ts';
import { CADENCE_MS } from '../../lib/refresh/schedule.ts';

interface ScheduledFunction {
  name: keyof typeof CADENCE_MS;
  kinds: readonly RegistryHost['kind'][];
  make: typeof refreshEcr;
}

const FUNCTIONS: readonly ScheduledFunction[] = [
  { name: 'refreshEcr', kinds: ['ecr', 'ecr-public'], make: refreshEcr },
  { name: 'refreshArtifactRegistry', kinds: ['artifact-registry'], make: refreshArtifactRegistry },
];

/** The functions that have something to do for this config, as their schedules run them. */
export function functionsFor(config: Config) {
  return FUNCTIONS.filter(({ kinds }) => hostsOf(config, kinds).length > 0).map((each) => ({
    ...each,
    cadenceMs: CADENCE_MS[each.name],
  }));
}
