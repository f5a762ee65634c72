import type { Finding } from '../finding.ts';
import { childOf, type YamlMap } from '../yaml/node.ts';
import type { Path } from '../yaml/path.ts';
import { refuse } from './refusal.ts';
import { lastEntries } from './shapes.ts';

const NAME = /^[-._a-zA-Z0-9]+\n?$/;
const MAX_LENGTH = 253;

/** The one place where Truss checks a secret's name: build.secret_to_path_mapping. It counts characters, not units. */
export function buildSecretFindings(build: YamlMap, path: Path): Finding[] {
  const mapping = childOf(build, 'secret_to_path_mapping');
  if (mapping?.kind !== 'map') return [];
  return lastEntries(mapping).flatMap(({ key }) => {
    const complaint = nameComplaint(key.text);
    return complaint === undefined
      ? []
      : [refuse('TDA007', [...path, 'secret_to_path_mapping', key.text], key, complaint, NAME_HINT)];
  });
}

const NAME_HINT =
  'Use letters, digits, "-", "_" and "." only; names that start with DOCKER_REGISTRY_ may have anything after it.';

/** Truss's own order; DOCKER_REGISTRY_ names are let through whatever follows, although its message says otherwise. */
function nameComplaint(name: string): string | undefined {
  if (name === '') return 'is a secret without a name';
  if ([...name].length > MAX_LENGTH)
    return `is longer than the ${MAX_LENGTH} characters that a secret's name may have`;
  if (name === '.' || name === '..') return 'is no name for a secret';
  if (NAME.test(name) || name.startsWith('DOCKER_REGISTRY_')) return undefined;
  return 'is no valid name for a secret that is used in builds';
}
