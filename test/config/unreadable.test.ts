import { describe, expect, test } from 'vitest';
import { dedent } from './dedent.ts';
import { problemsOf } from './problems.ts';

const ECR = '111122223333.dkr.ecr.us-east-1.amazonaws.com';

/** Files that YAML itself or its odder corners make trouble with. */
const REFUSED: Record<string, [what: string, text: string, ...problems: string[]][]> = {
  'what is not YAML': [
    ['an open list', 'registries: [\n', '2:1 unreadable'],
    [
      'an open quote',
      `
        registries:
          - host: "${ECR}
      `,
      '3:1 unreadable',
    ],
    ['tabs', `registries:\n\t- host: ${ECR}\n`, '2:1 unreadable'],
    [
      'a key twice',
      `
        registries:
          - host: ${ECR}
            host: ${ECR}
            publish: [file]
      `,
      '3:5 unreadable',
    ],
    ['two keys on one line', `registries: host: ${ECR}\n`, '1:13 unreadable'],
    ['an error whose line the parser miscounts', '- \ntags\n:: \n', '2:1 unreadable', '3:2 unreadable'],
    [
      'several documents',
      `
        registries: [{ host: ${ECR}, publish: [file] }]
        ---
        registries: [{ host: ${ECR}, publish: [file] }]
      `,
      '2:1 unreadable',
    ],
    ['an alias without an anchor', 'registries: *all\n', '1:1 unreadable'],
    ['an unknown tag', 'registries: !secret [x]\n', '1:13 unreadable'],
    [
      'a tag of YAML 1.1',
      `
        sample: !!binary aGVsbG8=
        registries: [{ host: ${ECR}, publish: [file] }]
      `,
      '1:9 unreadable',
    ],
    [
      'an unknown directive',
      `
        %FOO bar
        ---
        registries: [{ host: ${ECR}, publish: [file] }]
      `,
      '1:1 unreadable',
    ],
    [
      'an alias bomb',
      `
        a: &a [x, x, x, x, x, x, x, x, x, x]
        b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
        c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
        d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
        e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
        f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
        g: &g [*f, *f, *f, *f, *f, *f, *f, *f, *f, *f]
        h: &h [*g, *g, *g, *g, *g, *g, *g, *g, *g, *g]
        registries: *h
      `,
      '1:1 unreadable',
    ],
  ],
  'keys that are traps': [
    [
      '__proto__ in the file',
      `
        __proto__: { registries: [] }
        registries: [{ host: ${ECR}, publish: [file] }]
      `,
      '1:1 unknown-key',
    ],
    [
      '__proto__ as a backend',
      `
        backends:
          __proto__: { type: file }
        registries:
          - host: ${ECR}
            publish: [__proto__]
      `,
      '2:3 unknown-key',
    ],
    [
      '__proto__ as an identity',
      `
        identities:
          __proto__: { type: aws-role, roleArn: "arn:aws:iam::111122223333:role/p" }
        registries:
          - host: ${ECR}
            identity: __proto__
            publish: [file]
      `,
      '2:3 unknown-key',
    ],
    [
      '__proto__ in a registry, as a tag and in a publication',
      `
        backends:
          aws: { type: aws-secrets-manager, region: us-east-1, tags: { __proto__: x } }
        registries:
          - host: ${ECR}
            __proto__: { identity: x }
            publish: [{ backend: aws, __proto__: { name: x } }]
      `,
      '2:64 unknown-key',
      '5:5 unknown-key',
      '6:31 unknown-key',
    ],
    [
      '__proto__ through an alias',
      `
        sample: &p __proto__
        backends: { *p : { type: file } }
        registries: [{ host: ${ECR}, publish: [file] }]
      `,
      '2:13 unknown-key',
    ],
    [
      'what every object has',
      `
        constructor: 1
        toString: 2
        registries:
          - host: ${ECR}
            valueOf: 3
            hasOwnProperty: 4
            publish: [file]
      `,
      '1:1 unknown-key',
      '2:1 unknown-key',
      '5:5 unknown-key',
      '6:5 unknown-key',
    ],
  ],
  'mistakes in any text, and shows where': [
    ['behind a byte order mark', '\ufeffregstries: []\n', '1:1 unknown-key', '1:12 empty'],
    [
      'with the line ends of Windows',
      `registries:\r\n  - host: ${ECR}\r\n    imgae: x\r\n    publish: [file]\r\n`,
      '3:5 unknown-key',
    ],
    [
      'with control characters, which are made visible',
      `
        "a\\nb": 1
        registries:
          - host: ${ECR}
            identity: "\\e[2J"
            publish: [file]
      `,
      '1:1 unknown-key',
      '4:15 unknown-name',
    ],
    [
      'with letters that only look Latin',
      `
        registries:
          - h\u043est: ${ECR}
            publish: [file]
      `,
      '2:5 unknown-key',
    ],
    [
      'with more than anyone wants to read',
      `registries: [{ host: ${ECR}, image: ${'A'.repeat(1_000_000)}, publish: [file] }]\n`,
      '1:75 image-malformed',
    ],
  ],
  'what an alias stands for': [
    ['where it stands for itself', 'registries: &all [*all]\n', '1:19 wrong-type'],
    [
      'where it stands',
      `
        backends:
          one: &one { type: file, format: docker }
          other: *one
        registries: [{ host: ${ECR}, publish: [file] }]
      `,
      '2:35 wrong-value',
      '3:10 wrong-value',
    ],
  ],
};

describe.each(Object.entries(REFUSED))('refuses %s', (_, files) => {
  test.each(files)('%s', (_, text, ...problems) => {
    expect(problemsOf(dedent(text))).toEqual(problems);
  });
});
