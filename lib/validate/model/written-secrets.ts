import { childOf, type YamlNode, type YamlScalar } from '../yaml/node.ts';

interface WrittenSecret {
  readonly key: YamlScalar;
  readonly value: YamlScalar;
}

/** More secrets than any model has. */
const MAX_SECRETS = 1_000;

/** All declared secrets with a text value, also those that a later entry overrides. */
export function writtenSecrets(root: YamlNode | undefined): WrittenSecret[] {
  const secrets = childOf(root, 'secrets');
  if (secrets?.kind !== 'map') return [];
  return secrets.entries
    .slice(0, MAX_SECRETS)
    .flatMap(({ key, value }) =>
      value.kind === 'scalar' && value.type === 'string' ? [{ key, value }] : [],
    );
}
