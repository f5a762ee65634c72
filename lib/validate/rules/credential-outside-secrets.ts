import { credentialKind, isSignedUrl } from '../model/credential.ts';
import { textsOutsideSecrets } from '../model/texts.ts';
import type { Rule } from '../rule.ts';
import { formatPath } from '../yaml/path.ts';

export const credentialOutsideSecrets: Rule = {
  id: 'TDA511',
  severity: 'error',
  title: 'A credential in the file, outside secrets',
  why: 'config.yaml is committed, uploaded with every push, and readable inside the container. Everybody who can read the file or the container can read a credential in an environment variable or a command.',
  caught: `
base_image:
  image: ghcr.io/acme/llama:1
requirements:
  - git+https://build:not-a-real-password@github.com/acme/tools.git
`,
  passed: `
base_image:
  image: ghcr.io/acme/llama:1
requirements:
  - git+https://github.com/acme/tools.git
`,

  *check({ root }) {
    for (const { node, path } of textsOutsideSecrets(root)) {
      const kind = credentialKind(node.text, true);
      // The key id in a signed URL is public. A separate rule reports the URL.
      if (kind === undefined || isSignedUrl(node.text)) continue;
      yield {
        at: node,
        path,
        message: `${formatPath(path)} holds ${kind}.`,
        hint: 'Rotate this credential now: treat it as leaked. Store the new one as a secret in Baseten, and declare it under "secrets:".',
      };
    }
  },
};
