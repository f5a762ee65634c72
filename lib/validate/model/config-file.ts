import { methodOf } from '../truss/auth-method.ts';
import { type AuthField, type AuthMethod, methodRules } from '../truss/auth-methods.ts';
import { lastEntries } from '../truss/shapes.ts';
import type { TrussVersion } from '../truss/version.ts';
import {
  childOf,
  pairOf,
  textOf,
  type YamlEntry,
  type YamlMap,
  type YamlNode,
  type YamlScalar,
} from '../yaml/node.ts';
import type { YamlPath } from '../yaml/path.ts';
import type { YamlReading } from '../yaml/yaml.ts';
import { type ImageReference, parseImage } from './image.ts';
import type { KeptSecret } from './kept-secrets.ts';
import { isTemplate } from './template.ts';

/** A config.yaml in the view of the rules: the parts that decide how an image is pulled, each with its place. */
export interface ConfigFile {
  readonly reading: YamlReading;
  readonly version: TrussVersion;
  /** Undefined if the file cannot be read. */
  readonly root: YamlNode | undefined;
  readonly image: WrittenImage | undefined;
  readonly auth: AuthBlock | undefined;
  /** The entries under `secrets`; of a repeated name, the last. */
  readonly secrets: readonly YamlEntry[];
  /** The secrets that registries.yml publishes, if one was given. */
  readonly kept: readonly KeptSecret[] | undefined;
}

interface WrittenImage {
  readonly node: YamlScalar;
  readonly text: string;
  /** Undefined if Docker would reject it. */
  readonly reference: ImageReference | undefined;
}

/** More than any model has. Later ones are not checked. */
const MAX_SECRETS = 200;

/** Longer than any image, host, ARN or name. No rule judges a longer text, so no pattern of a rule sees one. */
const LONGEST = 2_000;

export const IMAGE_PATH = ['base_image', 'image'];
export const AUTH_PATH = ['base_image', 'docker_auth'];

export function configFile(
  reading: YamlReading,
  version: TrussVersion,
  kept: readonly KeptSecret[] | undefined,
): ConfigFile {
  const root = 'root' in reading ? reading.root : undefined;
  const baseImage = childOf(root, 'base_image');
  const block = pairOf(baseImage, 'docker_auth');
  const secrets = childOf(root, 'secrets');
  return {
    reading,
    version,
    root,
    image: writtenImage(childOf(baseImage, 'image')),
    auth: block?.value.kind === 'map' ? new AuthBlock(block.key, block.value, version) : undefined,
    secrets:
      secrets?.kind === 'map'
        ? lastEntries(secrets)
            .filter(({ key }) => key.type === 'string' && key.text.length <= LONGEST)
            .slice(0, MAX_SECRETS)
        : [],
    kept,
  };
}

function writtenImage(node: YamlNode | undefined): WrittenImage | undefined {
  const text = textOf(node)?.trim();
  if (node?.kind !== 'scalar' || !text || text.length > LONGEST || isTemplate(text)) return undefined;
  return { node, text, reference: parseImage(text) };
}

export interface WrittenField {
  readonly node: YamlScalar;
  readonly text: string;
  readonly path: YamlPath;
}

/** A docker_auth block. Placeholders and spaces around a value have separate rules, and do not affect other rules. */
export class AuthBlock {
  readonly key: YamlScalar;
  readonly map: YamlMap;
  readonly method: AuthMethod | undefined;
  readonly #version: TrussVersion;
  readonly #fields = new Map<string, WrittenField>();

  constructor(key: YamlScalar, map: YamlMap, version: TrussVersion) {
    this.key = key;
    this.map = map;
    this.method = methodOf(childOf(map, 'auth_method'), version);
    this.#version = version;
    for (const { key, value } of lastEntries(map)) {
      const text = textOf(value)?.trim();
      if (value.kind !== 'scalar' || !text || text.length > LONGEST || isTemplate(text)) continue;
      this.#fields.set(key.text, { node: value, text, path: [...AUTH_PATH, key.text] });
    }
  }

  entry(field: AuthField | 'auth_method'): YamlEntry | undefined {
    return pairOf(this.map, field);
  }

  /** A field with a value that can be checked. */
  field(name: AuthField): WrittenField | undefined {
    return this.#fields.get(name);
  }

  /** Truss rejects the field under this method, and reports it itself. */
  forbids(field: AuthField): boolean {
    return this.method !== undefined && methodRules(this.method, this.#version).forbidden.includes(field);
  }
}
