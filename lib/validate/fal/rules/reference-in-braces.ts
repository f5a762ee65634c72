import { rewrite } from '../../fixes.ts';
import { credentials } from '../credentials.ts';
import type { FalRule } from './rule.ts';

export const referenceInBraces: FalRule = {
  id: 'FAL502',
  severity: 'error',
  title: 'A reference in braces',
  why: 'For registries fal documents $NAME only. The form with braces is for requirements, and fal does not resolve it here.',
  caught: `
ghcr.io:
  username: acme-bot
  password: \${GHCR_TOKEN}
`,
  passed: `
ghcr.io:
  username: acme-bot
  password: $GHCR_TOKEN
`,
  fixable: true,
  *check(registries, text) {
    for (const { node, text: password, path } of credentials(registries, 'password')) {
      if (!password.startsWith('${')) continue;
      const name = /^\$\{([A-Za-z_]\w*)\}$/.exec(password)?.[1];
      yield {
        at: node,
        path,
        message: "Braces are not resolved in a registry's password.",
        hint: name === undefined ? 'Write "$NAME".' : `Write "$${name}".`,
        fix: name === undefined ? undefined : rewrite(text, node, `$${name}`, `Write $${name}`),
      };
    }
  },
};
