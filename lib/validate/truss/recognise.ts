import type { YamlNode } from '../yaml/node.ts';
import type { YamlReading } from '../yaml/yaml.ts';
import { MODELS } from './schema.ts';

/** Names that configs of other programs use too: one of them alone is not enough. */
const COMMON: ReadonlySet<string> = new Set([
  ...['build', 'data_dir', 'description', 'input_type', 'model_type', 'weights'],
]);

/** Names that no other program uses. They count at a wrong depth too. */
const TELLING: ReadonlySet<string> = new Set([
  ...['docker_auth', 'python_executable_path', 'secret_to_path_mapping'],
]);

/** A docker_auth key without the lines above it is two mappings below the top. */
const DEEPEST = 2;

/**
 * Whether a config.yaml may belong to Truss: many programs use that name. True for an unreadable file, for one with a
 * setting that only Truss has, and for one with two settings that others have too.
 */
export function isTrussConfig(reading: YamlReading): boolean {
  if ('problem' in reading || reading.root.kind !== 'map') return true;
  const { entries } = reading.root;
  const known = entries.map(({ key }) => key.text).filter((name) => name in SETTINGS);
  return (
    entries.length === 0 ||
    known.some((name) => !COMMON.has(name)) ||
    new Set(known).size > 1 ||
    hasTelling(reading.root, DEEPEST)
  );
}

const SETTINGS = MODELS.TrussConfig?.fields ?? {};

function hasTelling(node: YamlNode, depth: number): boolean {
  if (node.kind !== 'map') return false;
  return node.entries.some(
    ({ key, value }) =>
      TELLING.has(key.text) ||
      key.text.startsWith('DOCKER_REGISTRY_') ||
      (depth > 0 && hasTelling(value, depth - 1)),
  );
}
