import { traitsOf } from '../backends/catalogue.ts';
import type { Config } from '../config/config.ts';

interface UnwritableBackend {
  name: string;
  /** Why a deployed function cannot write to the backend. */
  says: string;
  hint: string;
}

/** Returns the backends that no deployed function can write to: every run of a deployment would fail there. */
export function unwritableBackends({ registries }: Pick<Config, 'registries'>): UnwritableBackend[] {
  const backends = new Map(
    registries.flatMap(({ publish }) => publish.map(({ backend, to }) => [backend, traitsOf(to)] as const)),
  );
  return [...backends].flatMap(([name, { notInLambda }]) =>
    notInLambda === undefined
      ? []
      : { name, says: `cannot be deployed: ${notInLambda.because}`, hint: notInLambda.remedy },
  );
}

/** Returns the same backends, as problems that stop packaging. */
export function problemsWithBackends(config: Pick<Config, 'registries'>): string[] {
  return unwritableBackends(config).map(({ name, says, hint }) => `the backend "${name}" ${says}; ${hint}`);
}
