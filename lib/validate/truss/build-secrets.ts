import { childOf } from '../yaml/node.ts';
import { refuseField } from './refusal.ts';
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
      report.add(
        refuseField('TDA007', [...path, 'secret_to_path_mapping', key.text], key, complaint, NAME_HINT),
      );
  }
};

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
