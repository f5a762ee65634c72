import type { Hit, Rule } from '../rule.ts';
import type { YamlEntry, YamlList, YamlMap, YamlNode } from '../yaml/node.ts';
import { formatPath, type YamlPath } from '../yaml/path.ts';

/** More maps than any config has. Later ones are not checked. */
const MAX_MAPS = 5_000;

export const duplicateKey: Rule = {
  id: 'TDA102',
  severity: 'warning',
  title: 'A key is given twice',
  why: 'Truss uses the last one and prints a warning that is easy to miss. Truss has announced that this will be an error.',
  caught: `
base_image:
  image: ghcr.io/acme/llama:1
  image: ghcr.io/acme/llama:2
`,
  passed: `
base_image:
  image: ghcr.io/acme/llama:2
`,

  *check({ root }) {
    for (const { map, path } of maps(root)) if (map.entries.length > 1) yield* repeated(map, path);
  },
};

/** Every mapping of the file. An alias has the entries of its anchor, so it is not visited again. */
function maps(root: YamlNode | undefined): { map: YamlMap; path: YamlPath }[] {
  const found: { map: YamlMap; path: YamlPath }[] = [];
  const seen = new Set<YamlMap['entries'] | YamlList['items']>();
  const visit = (node: YamlNode, path: YamlPath): void => {
    if (node.kind === 'scalar' || found.length >= MAX_MAPS) return;
    const inside = node.kind === 'map' ? node.entries : node.items;
    if (seen.has(inside)) return;
    seen.add(inside);
    if (node.kind === 'map') {
      found.push({ map: node, path });
      for (const { key, value } of node.entries) visit(value, [...path, key.text]);
    } else for (const [index, item] of node.items.entries()) visit(item, [...path, index]);
  };
  if (root) visit(root, []);
  return found;
}

function* repeated(map: YamlMap, path: YamlPath): Iterable<Hit> {
  const last = new Map(map.entries.map((entry) => [nameOf(entry), entry]));
  for (const entry of map.entries) {
    if (last.get(nameOf(entry)) === entry) continue;
    const here = [...path, entry.key.text];
    yield {
      at: entry.key,
      path: here,
      message: `${formatPath(here)} is given again further down: Truss uses the last one, and this one has no effect.`,
      hint: 'Delete the wrong one.',
    };
  }
}

/** A key that is not a string differs from the string that looks like it. */
function nameOf({ key }: YamlEntry): string {
  return key.type === 'string' ? key.text : `\0${key.type} ${key.text}`;
}
