import { childOf, textOf, type YamlEntry, type YamlNode } from '../yaml/node.ts';
import type { YamlPath } from '../yaml/path.ts';

/** A `registries` mapping of fal's ContainerImage: from hosts to usernames and passwords. */
export interface FalRegistries {
  path: YamlPath;
  node: YamlNode;
  /** The image to pull, if the file names it. */
  image?: string;
  /** fal checks pyproject.toml more strictly than Python code. */
  pyproject: boolean;
  entries: readonly FalRegistry[];
}

export interface FalRegistry {
  path: YamlPath;
  entry: YamlEntry;
  host: string;
}

/** The mapping in a JSON or YAML file: under "registries", or the file itself. */
export function registriesOfMapping(root: YamlNode): FalRegistries[] {
  const inner = childOf(root, 'registries');
  return [inner ? registries(inner, ['registries'], false, imageOf(root)) : registries(root, [], false)];
}

/** Every `[tool.fal.apps.<app>.image.registries]` of a pyproject.toml. */
export function registriesOfPyproject(root: YamlNode): FalRegistries[] {
  const apps = childOf(childOf(childOf(root, 'tool'), 'fal'), 'apps');
  if (apps?.kind !== 'map') return [];
  return apps.entries.flatMap(({ key, value }) => {
    const image = childOf(value, 'image');
    const node = childOf(image, 'registries');
    if (!node) return [];
    return [registries(node, ['tool', 'fal', 'apps', key.text, 'image', 'registries'], true, imageOf(image))];
  });
}

function registries(node: YamlNode, path: YamlPath, pyproject: boolean, image?: string): FalRegistries {
  const entries = node.kind === 'map' ? node.entries : [];
  return {
    path,
    node,
    pyproject,
    ...(image === undefined ? {} : { image }),
    entries: entries.map((entry) => ({ path: [...path, entry.key.text], entry, host: entry.key.text })),
  };
}

/** Returns `image = "…"`, or the first FROM of the Dockerfile inside the file. */
function imageOf(node: YamlNode | undefined): string | undefined {
  const dockerfile = textOf(childOf(node, 'dockerfile')) ?? textOf(childOf(node, 'dockerfile_str'));
  return textOf(childOf(node, 'image')) ?? /^\s*FROM\s+(?:--\S+\s+)*(\S+)/im.exec(dockerfile ?? '')?.[1];
}
