import { rewrite } from '../fixes.ts';
import { AUTH_PATH, IMAGE_PATH } from '../model/config-file.ts';
import type { Hit, Rule } from '../rule.ts';
import { childOf, type YamlNode } from '../yaml/node.ts';
import { formatPath, type YamlPath } from '../yaml/path.ts';

export const straySpace: Rule = {
  id: 'TDA108',
  severity: 'warning',
  title: 'Space around a value',
  shows: true,
  fixable: true,
  why: 'Truss keeps the space, and "ghcr.io " is not the same registry as "ghcr.io". A block scalar ("|") ends with a newline.',
  caught: `
base_image:
  image: "ghcr.io/acme/llama:1 "
`,
  passed: `
base_image:
  image: "ghcr.io/acme/llama:1"
`,

  *check({ reading: { text }, root, auth }) {
    yield* spaced(text, childOf(childOf(root, 'base_image'), 'image'), IMAGE_PATH);
    for (const { key, value } of auth?.map.entries ?? []) {
      if (key.text !== 'auth_method') yield* spaced(text, value, [...AUTH_PATH, key.text]);
    }
  },
};

function* spaced(text: string, node: YamlNode | undefined, path: YamlPath): Iterable<Hit> {
  if (node?.kind !== 'scalar' || node.type !== 'string') return;
  const trimmed = node.text.trim();
  if (trimmed === node.text || trimmed === '') return;
  const visible = node.text.startsWith(trimmed) ? 'ends' : 'begins';
  yield {
    at: node,
    path,
    message: `${formatPath(path)} ${visible} with space or a line break, which becomes part of the value.`,
    hint: 'Write the value on one line, without space around it.',
    fix: rewrite(text, node, trimmed, 'Remove the space'),
  };
}
