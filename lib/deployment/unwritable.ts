import { traitsOf } from '../backends/catalogue.ts';
import type { Config } from '../config/config.ts';

/** Returns a problem for each backend that no deployed function can write to: every run would fail there. */
export function problemsWithBackends({ registries }: Config): string[] {
  const backends = new Map(
    registries.flatMap(({ publish }) => publish.map(({ backend, to }) => [backend, traitsOf(to)] as const)),
  );
  return [...backends].flatMap(([name, { notInLambda }]) =>
    notInLambda === undefined ? [] : [`the backend "${name}" cannot be deployed: ${notInLambda}`],
  );
}
