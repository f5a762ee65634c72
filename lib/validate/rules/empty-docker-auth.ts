import { AUTH_PATH } from '../model/config-file.ts';
import type { Rule } from '../rule.ts';
import { IMAGE_ALONE } from '../samples.ts';
import { childOf, isNull, pairOf, type YamlNode } from '../yaml/node.ts';

export const emptyDockerAuth: Rule = {
  id: 'TDA104',
  severity: 'warning',
  title: 'docker_auth is empty',
  why: 'Truss ignores an empty block. Often the lines below it have lost their indentation.',
  caught: `
base_image:
  image: ghcr.io/acme/llama:1
  docker_auth:
`,
  passed: IMAGE_ALONE,

  *check({ root }) {
    const entry = pairOf(childOf(root, 'base_image'), 'docker_auth');
    // A written null is intended: Truss itself writes it.
    if (!entry || !isNull(entry.value) || textIn(entry.value) !== '') return;
    yield {
      at: entry.key,
      path: AUTH_PATH,
      message: 'docker_auth has nothing in it: Truss pulls the image without a login.',
      hint: 'Indent the lines of the block deeper than "docker_auth:", or delete the line.',
    };
  },
};

function textIn(node: YamlNode): string {
  return node.kind === 'scalar' ? node.text : '';
}
