import { FAL_GHCR, withField } from '../../samples.ts';
import { childOf, textOf } from '../../yaml/node.ts';
import type { FalRule } from './rule.ts';

export const emptyCredential: FalRule = {
  id: 'FAL101',
  severity: 'error',
  title: 'An empty or wrong username or password',
  why: 'fal checks only that both exist. An empty value, a number or null is sent to the registry, which rejects it.',
  caught: withField(FAL_GHCR, 'password', '""'),
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
              : 'Write the name of the user. Put a number in quotes.',
        };
      }
    }
  },
};
