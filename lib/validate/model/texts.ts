import type { YamlNode, YamlScalar } from '../yaml/node.ts';
import type { YamlPath } from '../yaml/path.ts';

interface WrittenText {
  readonly node: YamlScalar;
  readonly path: YamlPath;
}

/** More values than any config has. Later ones are not checked. */
const MAX_TEXTS = 5_000;

/** Every text value of the config outside the places in `skips`. A node with aliases is visited once. */
function texts(root: YamlNode | undefined, skips: (path: YamlPath) => boolean): WrittenText[] {
  const found: WrittenText[] = [];
  const seen = new Set<YamlNode>();
  const visit = (node: YamlNode, path: YamlPath): void => {
    if (seen.has(node) || found.length >= MAX_TEXTS || skips(path)) return;
    seen.add(node);
    if (node.kind === 'map') for (const { key, value } of node.entries) visit(value, [...path, key.text]);
    else if (node.kind === 'list')
      for (const [index, item] of node.items.entries()) visit(item, [...path, index]);
    else if (node.type === 'string') found.push({ node, path });
  };
  if (root) visit(root, []);
  return found;
}

/** The values outside secrets and docker_auth, which have separate rules. */
export function textsOutsideSecrets(root: YamlNode | undefined): WrittenText[] {
  return texts(
    root,
    ([top, second]) => top === 'secrets' || (top === 'base_image' && second === 'docker_auth'),
  );
}
