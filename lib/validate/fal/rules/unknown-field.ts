import { shownKey } from '../../../secrecy/shown-key.ts';
import { nearest } from '../../../text/nearest.ts';
import type { FalRule } from './rule.ts';

const FIELDS = ['username', 'password'];

export const unknownField: FalRule = {
  id: 'FAL102',
  severity: 'warning',
  title: 'A field that fal does not read',
  why: 'fal reads username and password, and silently ignores everything else.',
  caught: `
ghcr.io:
  username: acme-bot
  password: $GHCR_TOKEN
  token: x
`,
  passed: `
ghcr.io:
  username: acme-bot
  password: $GHCR_TOKEN
`,

  *check({ entries }) {
    for (const { entry, path } of entries) {
      for (const { key } of entry.value.kind === 'map' ? entry.value.entries : []) {
        if (FIELDS.includes(key.text)) continue;
        const guess = nearest(key.text, FIELDS);
        yield {
          at: key,
          path: [...path, key.text],
          message: `fal does not read "${shownKey(key.text)}".`,
          hint:
            guess === undefined ? 'A registry has a username and a password.' : `Did you mean "${guess}"?`,
        };
      }
    }
  },
};
