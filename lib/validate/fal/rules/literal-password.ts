import { shownKey } from '../../../secrecy/shown-key.ts';
import { FAL_GHCR, withField } from '../../samples.ts';
import { credentials, isLiteral, isShortLived } from '../credentials.ts';
import type { FalRule } from './rule.ts';

export const literalPassword: FalRule = {
  id: 'FAL503',
  severity: 'warning',
  title: 'A password in the source',
  why: 'The file is committed, and the definition is uploaded with every deploy. A literal that changes also makes fal rebuild the image.',
  caught: withField(FAL_GHCR, 'password', 'not-a-real-token'),
  passed: `
ghcr.io:
  username: acme-bot
  password: $GHCR_TOKEN
`,

  *check(registries) {
    for (const credential of credentials(registries, 'password')) {
      if (!isLiteral(credential.text) || isShortLived(credential)) continue;
      yield {
        at: credential.node,
        path: credential.path,
        message: `The password for ${shownKey(credential.registry.host)} is written in this file.`,
        hint: 'Rotate the credential, store the new one with "fal secrets set NAME=…", and write "$NAME" here.',
      };
    }
  },
};
