import { childOf, type YamlNode, type YamlScalar } from '../yaml/node.ts';

export interface WrittenSecret {
  readonly key: YamlScalar;
  readonly value: YamlScalar;
}

/** More secrets than any model has. */
const MAX_SECRETS = 1_000;

/** The declared secrets with text for a value. All of them: a value that another one overrides is in the file, too. */
export function writtenSecrets(root: YamlNode | undefined): WrittenSecret[] {
  const secrets = childOf(root, 'secrets');
  if (secrets?.kind !== 'map') return [];
  return secrets.entries
    .slice(0, MAX_SECRETS)
    .flatMap(({ key, value }) =>
      value.kind === 'scalar' && value.type === 'string' ? [{ key, value }] : [],
    );
}
