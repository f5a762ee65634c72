import type { RuleInfo } from '../rule.ts';

/** The errors of fal itself. */
export const FAL_RULES: readonly RuleInfo[] = [
  {
    id: 'FAL001',
    severity: 'error',
    title: 'The file cannot be read',
    why: 'Nothing in the file is used. The place is where the reader stops; the mistake may be just before it.',
    caught: `
ghcr.io: {
  username: acme-bot
`,
    passed: `
ghcr.io:
  username: acme-bot
  password: $GHCR_TOKEN
`,
  },
  {
    id: 'FAL002',
    severity: 'error',
    title: 'A registry without username and password',
    why: 'fal refuses the image: registries is a table of hosts, and each of them a table with a username and a password.',
    caught: `
ghcr.io:
  username: acme-bot
`,
    passed: `
ghcr.io:
  username: acme-bot
  password: $GHCR_TOKEN
`,
  },
  {
    id: 'FAL090',
    severity: 'error',
    title: 'A file that its aliases make too large',
    why: 'A few lines of nested aliases can expand to millions of values, so the file is not checked.',
    caught: `
a: &a [x, x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
e: [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
`,
    passed: `
ghcr.io:
  username: acme-bot
  password: $GHCR_TOKEN
`,
  },
];
