import type { Hit, RuleInfo } from '../../rule.ts';
import type { FalRegistries } from '../registries.ts';

/** A rule about a `registries` mapping of fal. Its examples are YAML. */
export interface FalRule extends RuleInfo {
  check(registries: FalRegistries, text: string): Iterable<Hit>;
}
