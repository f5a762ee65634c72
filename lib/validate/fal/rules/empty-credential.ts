import { childOf, textOf } from '../../yaml/node.ts';
import type { FalRule } from './rule.ts';

export const emptyCredential: FalRule = {
  id: 'FAL101',
  severity: 'error',
  title: 'A username or password that is none',
  why: 'fal checks only that both are there. An empty one, a number or null goes to the registry as it is, and is refused.',
  caught: `
ghcr.io:
  username: acme-bot
  password: ""
`,
  passed: `
ghcr.io:
  username: acme-bot
  password: $GHCR_TOKEN
`,

  *check({ entries }) {
    for (const { entry, path } of entries) {
      for (const name of ['username', 'password']) {
        const node = childOf(entry.value, name);
        if (!node || textOf(node) !== undefined) continue;
        yield {
          at: node.span.end > node.span.start ? node : entry.key,
          path: [...path, name],
          message: `The ${name} must be text, and not empty.`,
          hint:
            name === 'password'
              ? 'Write "$NAME" of a fal secret.'
              : 'Write the name of the user, in quotes if it is a number.',
        };
      }
    }
  },
};
