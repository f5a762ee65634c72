import { secretName } from '../../hosts/key.ts';
import { parseHost } from '../../hosts/parse.ts';
import { childOf, textOf, type YamlNode } from '../yaml/node.ts';
import type { YamlReading } from '../yaml/yaml.ts';
import { keyOf } from './registry.ts';

/** A secret that pullkeeper keeps fresh in Baseten. */
export interface KeptSecret {
  /** The registry of the credential, by Docker's key. */
  key: string;
  /** The name of the secret in Baseten. */
  name: string;
}

/**
 * Returns the secrets that a registries.yml publishes to Baseten, or undefined for another file. It only reads hosts
 * and names: `pullkeeper plan` checks the file.
 */
export function keptSecrets(reading: YamlReading): KeptSecret[] | undefined {
  if ('problem' in reading) return undefined;
  const registries = childOf(reading.root, 'registries');
  if (registries?.kind !== 'list') return undefined;
  const baseten = basetenBackends(reading.root);
  return registries.items.flatMap((registry) => {
    const host = textOf(childOf(registry, 'host'));
    if (host === undefined || !parseHost(host).ok) return [];
    const key = keyOf(host);
    return items(childOf(registry, 'publish'))
      .filter((target) => baseten.has(textOf(target) ?? textOf(childOf(target, 'backend')) ?? ''))
      .map((target) => ({ key, name: textOf(childOf(target, 'name')) ?? secretName(key) }));
  });
}

function basetenBackends(root: YamlNode): Set<string> {
  const backends = childOf(root, 'backends');
  if (backends?.kind !== 'map') return new Set();
  const baseten = backends.entries.filter(({ value }) => textOf(childOf(value, 'type')) === 'baseten');
  return new Set(baseten.map(({ key }) => key.text));
}

function items(node: YamlNode | undefined): YamlNode[] {
  return node?.kind === 'list' ? node.items : [];
}
