import { credentials, isLiteral } from '../credentials.ts';
import type { FalRule } from './rule.ts';

export const referenceMalformed: FalRule = {
  id: 'FAL501',
  severity: 'error',
  title: 'A reference that no secret can match',
  why: 'fal secrets become environment variables, so their names are made of letters, digits and underscores. Anything else is never found.',
  caught: `
ghcr.io:
  username: acme-bot
  password: $GHCR-TOKEN
`,
  passed: `
ghcr.io:
  username: acme-bot
  password: $GHCR_TOKEN
`,

  *check(registries) {
    for (const { node, text, path } of credentials(registries, 'password')) {
      if (isLiteral(text) || text.startsWith('${') || /^\$[A-Za-z_][A-Za-z0-9_]*$/.test(text)) continue;
      yield {
        at: node,
        path,
        message: 'The text after the "$" is not a valid name of a fal secret.',
        hint: 'Use letters, digits and "_". If the password itself begins with "$", keep it in a secret, or write "$$" for the first "$".',
      };
    }
  },
};
