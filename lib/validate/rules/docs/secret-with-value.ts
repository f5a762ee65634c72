import type { RuleInfo } from '../../rule.ts';
import { secretWithValue as rule } from '../secret-with-value.ts';

export const secretWithValue: RuleInfo = {
  ...rule,
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
};
