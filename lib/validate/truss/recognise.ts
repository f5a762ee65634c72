import type { Reading } from '../yaml/yaml.ts';
import { MODELS } from './schema.ts';

const TOP_LEVEL_FIELDS = new Set(Object.keys(MODELS.TrussConfig?.fields ?? {}));

/**
 * Whether a file called config.yaml may be Truss's: many programs use that name. A file that cannot be read may be, and
 * so may one with a single setting that Truss knows.
 */
export function isTrussConfig(reading: Reading): boolean {
  if ('problem' in reading || reading.root.kind !== 'map') return true;
  const { entries } = reading.root;
  return entries.length === 0 || entries.some(({ key }) => TOP_LEVEL_FIELDS.has(key.text));
}
