import { looksFilledIn } from '../model/credential.ts';
import type { Rule } from '../rule.ts';
import { childOf } from '../yaml/node.ts';

export const secretWithValue: Rule = {
  id: 'TDA502',
  severity: 'error',
  title: 'A secret with its value in the file',
  why: 'config.yaml is committed, uploaded with every push and kept. Whoever can read it has the credential; Baseten does not even use this value.',
  caught: `
base_image:
  image: ghcr.io/acme/llama:1
secrets:
  DOCKER_REGISTRY_ghcr.io: bm90LWEtdXNlcjpub3QtYS1wYXNzd29yZA==
`,
  passed: `
base_image:
  image: ghcr.io/acme/llama:1
secrets:
  DOCKER_REGISTRY_ghcr.io: null
`,

  *check({ root }) {
    const secrets = childOf(root, 'secrets');
    // All of them: a value that another one overrides is in the file all the same.
    for (const { key, value } of secrets?.kind === 'map' ? secrets.entries.slice(0, 1_000) : []) {
      if (value.kind !== 'scalar' || value.type !== 'string' || !looksFilledIn(key.text, value.text))
        continue;
      yield {
        at: value,
        path: ['secrets', key.text],
        message: `The secret ${key.text} has its value in this file.`,
        hint: 'Replace the credential now: it must count as known. Set the new one in Baseten, and write null here.',
      };
    }
  },
};
