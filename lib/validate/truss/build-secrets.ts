import { childOf } from '../yaml/node.ts';
import { lastEntries, type WholeCheck } from './shapes.ts';

const NAME = /^[-._a-zA-Z0-9]+\n?$/;
const MAX_LENGTH = 253;

/** The one place where Truss checks a secret's name: build.secret_to_path_mapping. It counts characters, not units. */
export const buildSecretCheck: WholeCheck = (build, path, report) => {
  const mapping = childOf(build, 'secret_to_path_mapping');
  if (mapping?.kind !== 'map') return;
  for (const { key } of lastEntries(mapping)) {
    const complaint = nameComplaint(key.text);
    if (complaint !== undefined)
      report.refuse('TDA007', [...path, 'secret_to_path_mapping', key.text], key, complaint, NAME_HINT);
  }
};

const NAME_HINT =
  'Use letters, digits, "-", "_" and "." only; after DOCKER_REGISTRY_ any character is allowed.';

/**
 * In Truss's order. Names that begin with DOCKER_REGISTRY_ may have any characters, although Truss's message denies it.
 */
function nameComplaint(name: string): string | undefined {
  if (name === '') return 'is a secret without a name';
  if ([...name].length > MAX_LENGTH)
    return `is longer than ${MAX_LENGTH} characters, the limit for the name of a secret`;
  if (name === '.' || name === '..') return 'is not a valid name of a secret';
  if (NAME.test(name) || name.startsWith('DOCKER_REGISTRY_')) return undefined;
  return 'is not a valid name of a build secret';
}
