import { AUTH_PATH, IMAGE_PATH } from '../model/config-file.ts';
import { isTemplate } from '../model/template.ts';
import type { Hit, Rule } from '../rule.ts';
import { AWS_OIDC_LOGIN } from '../samples.ts';
import { childOf, type YamlNode } from '../yaml/node.ts';
import { formatPath, type YamlPath } from '../yaml/path.ts';

export const placeholder: Rule = {
  id: 'TDA107',
  severity: 'warning',
  title: 'A placeholder was never filled in',
  why: 'Truss substitutes nothing in config.yaml: no environment variables, no templates. It uses the text literally.',
  caught: `
base_image:
  image: <aws-account-id>.dkr.ecr.us-east-1.amazonaws.com/llama:1
`,
  passed: AWS_OIDC_LOGIN,

  *check({ root, auth, secrets }) {
    yield* filledIn(childOf(childOf(root, 'base_image'), 'image'), IMAGE_PATH);
    for (const { key, value } of auth?.map.entries ?? []) yield* filledIn(value, [...AUTH_PATH, key.text]);
    for (const { key } of secrets) yield* filledIn(key, ['secrets', key.text]);
  },
};

function* filledIn(node: YamlNode | undefined, path: YamlPath): Iterable<Hit> {
  if (node?.kind !== 'scalar' || !isTemplate(node.text)) return;
  yield {
    at: node,
    path,
    message: `${formatPath(path)} still contains a placeholder, and Truss uses it literally.`,
    hint: 'Write the real value. If a script fills it in, run this check on the output of the script.',
  };
}
