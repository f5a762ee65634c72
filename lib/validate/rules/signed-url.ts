import { isSignedUrl } from '../model/credential.ts';
import { textsOutsideSecrets } from '../model/texts.ts';
import type { Rule } from '../rule.ts';
import { formatPath } from '../yaml/path.ts';

export const signedUrl: Rule = {
  id: 'TDA512',
  severity: 'warning',
  title: 'A signed URL',
  why: 'Everybody who can read the file can use the URL until it expires. After that, builds and new replicas fail.',
  caught: `
base_image:
  image: ghcr.io/acme/llama:1
external_data:
  - url: https://acme-models.s3.amazonaws.com/llama.bin?X-Amz-Expires=3600&X-Amz-Signature=0a1b2c3d4e5f60718293a4b5c6d7e8f9
    local_data_path: llama.bin
`,
  passed: `
base_image:
  image: ghcr.io/acme/llama:1
weights:
  - source: s3://acme-models/llama
    mount_location: /models/llama
    auth_secret_name: s3_reader
secrets:
  s3_reader: null
`,

  *check({ root }) {
    for (const { node, path } of textsOutsideSecrets(root)) {
      if (!isSignedUrl(node.text)) continue;
      yield {
        at: node,
        path,
        message: `${formatPath(path)} is a signed URL: it is a credential, and it expires.`,
        hint: 'Use "weights:" with a secret, or put the URL in a secret of Baseten.',
      };
    }
  },
};
