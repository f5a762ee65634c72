import { USER } from '../../../hosts/users.ts';
import { registryOf } from '../../model/registry.ts';
import { credentials } from '../credentials.ts';
import type { FalRule } from './rule.ts';

export const usernameReference: FalRule = {
  id: 'FAL505',
  severity: 'warning',
  title: 'A username that looks like a reference',
  why: 'fal documents references for passwords only. A username that begins with "$" is most likely used literally.',
  caught: `
ghcr.io:
  username: $GHCR_USER
  password: $GHCR_TOKEN
`,
  passed: `
ghcr.io:
  username: acme-bot
  password: $GHCR_TOKEN
`,

  *check(registries) {
    for (const { node, text, path, registry } of credentials(registries, 'username')) {
      if (!text.startsWith('$') || (text === USER.ngc && registryOf(registry.host)?.kind === 'ngc')) continue;
      yield {
        at: node,
        path,
        message: 'Only passwords are documented as references to fal secrets.',
        hint: 'Write the name of the user itself: it is not secret.',
      };
    }
  },
};
