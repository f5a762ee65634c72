import type { Hit, Rule } from '../rule.ts';
import { childOf, type YamlMap } from '../yaml/node.ts';
import { formatPath, type Path } from '../yaml/path.ts';

/** Where a second value would change how the image is pulled. */
const PLACES: readonly Path[] = [[], ['base_image'], ['base_image', 'docker_auth'], ['secrets']];

export const duplicateKey: Rule = {
  id: 'TDA102',
  severity: 'warning',
  title: 'A key stands twice',
  why: 'Truss takes the last of them and says so in a warning that is easy to miss; it has announced that this will be an error.',
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
    for (const path of PLACES) {
      const map = path.reduce((node, name) => childOf(node, String(name)), root);
      if (map?.kind === 'map' && map.entries.length > 1) yield* repeated(map, path);
    }
  },
};

function* repeated(map: YamlMap, path: Path): Iterable<Hit> {
  const last = new Map(map.entries.map((entry) => [entry.key.text, entry]));
  for (const entry of map.entries) {
    if (last.get(entry.key.text) === entry) continue;
    const here = [...path, entry.key.text];
    yield {
      at: entry.key,
      path: here,
      message: `${formatPath(here)} is given again further down: Truss takes the last one, and this one has no effect.`,
      hint: 'Delete the one that is not meant.',
    };
  }
}
