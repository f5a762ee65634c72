import { describe, expect, test } from 'vitest';
import { dedent } from './dedent.ts';
import { problemsOf } from './problems.ts';

const ECR = '111122223333.dkr.ecr.us-east-1.amazonaws.com';

/** Files that YAML itself or its odder corners make trouble with. */
const REFUSED: Record<string, [what: string, text: string, ...problems: string[]][]> = {
  'what is not YAML': [
    [
      'an open list',
      'registries: [\n',
      '2:1 not readable as YAML: Flow sequence in block collection must be sufficiently indented and end with a ]',
    ],
    [
      'an open quote',
      `
        registries:
          - host: "${ECR}
      `,
      '3:1 not readable as YAML: Missing closing "quote',
    ],
    [
      'tabs',
      `registries:\n\t- host: ${ECR}\n`,
      '2:1 not readable as YAML: Tabs are not allowed as indentation',
    ],
    [
      'a key twice',
      `
        registries:
          - host: ${ECR}
            host: ${ECR}
      `,
      '3:5 not readable as YAML: Map keys must be unique',
    ],
    [
      'two keys on one line',
      `registries: host: ${ECR}\n`,
      '1:13 not readable as YAML: Nested mappings are not allowed in compact mappings',
    ],
    [
      'an error whose line the parser miscounts',
      '- \ntags\n:: \n',
      '2:1 not readable as YAML: Unexpected scalar at node end',
      '3:2 not readable as YAML: Unexpected map-value-ind token in YAML stream: ":"',
    ],
    [
      'several documents',
      `
        registries: [{ host: ${ECR} }]
        ---
        registries: [{ host: ${ECR} }]
      `,
      '2:1 a second document begins here; everything belongs into one',
    ],
    [
      'an alias without an anchor',
      'registries: *all\n',
      '1:1 not readable as YAML: Unresolved alias (the anchor must be set before the alias): all',
    ],
    ['an unknown tag', 'registries: !secret [x]\n', '1:13 not readable as YAML: Unresolved tag: !secret'],
    [
      'a tag of YAML 1.1',
      `
        sample: !!binary aGVsbG8=
        registries: [{ host: ${ECR} }]
      `,
      '1:9 not readable as YAML: Unresolved tag: tag:yaml.org,2002:binary',
    ],
    [
      'an unknown directive',
      `
        %FOO bar
        ---
        registries: [{ host: ${ECR} }]
      `,
      '1:1 not readable as YAML: Unknown directive %FOO',
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
      '1:1 not readable as YAML: Excessive alias count indicates a resource exhaustion attack',
    ],
  ],
  'keys that are traps': [
    [
      '__proto__ in the file',
      `
        __proto__: { registries: [] }
        registries: [{ host: ${ECR} }]
      `,
      '1:1 nothing can be named "__proto__"',
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
      '2:3 nothing can be named "__proto__"',
    ],
    [
      '__proto__ as an identity',
      `
        identities:
          __proto__: { type: aws-role, roleArn: "arn:aws:iam::111122223333:role/p" }
        registries:
          - host: ${ECR}
            identity: __proto__
      `,
      '2:3 nothing can be named "__proto__"',
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
      '2:64 nothing can be named "__proto__"',
      '5:5 nothing can be named "__proto__"',
      '6:31 nothing can be named "__proto__"',
    ],
    [
      '__proto__ through an alias',
      `
        sample: &p __proto__
        backends: { *p : { type: file } }
        registries: [{ host: ${ECR} }]
      `,
      '2:13 nothing can be named "__proto__"',
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
      `,
      '1:1 unknown key "constructor"; expected sample, schedule, backends, identities, probe, canary or registries',
      '2:1 unknown key "toString"; expected sample, schedule, backends, identities, probe, canary or registries',
      '5:5 unknown key "valueOf"; expected host, identity, credentials, image, tokenService, probe, canary or publish',
      '6:5 unknown key "hasOwnProperty"; expected host, identity, credentials, image, tokenService, probe, canary or publish',
    ],
  ],
  'mistakes in any text, and shows where': [
    [
      'behind a byte order mark',
      '\ufeffregstries: []\n',
      '1:1 "registries" is missing',
      '1:1 unknown key "regstries"; did you mean "registries"?',
    ],
    [
      'with the line ends of Windows',
      `registries:\r\n  - host: ${ECR}\r\n    imgae: x\r\n`,
      '3:5 unknown key "imgae"; did you mean "image"?',
    ],
    [
      'with control characters, which are made visible',
      `
        "a\\nb": 1
        registries:
          - host: ${ECR}
            identity: "\\e[2J"
      `,
      String.raw`1:1 unknown key "a\u{a}b"; expected sample, schedule, backends, identities, probe, canary or registries`,
      String.raw`4:15 no identity is named "\u{1b}[2J"; none is defined`,
    ],
    [
      'with letters that only look Latin',
      `
        registries:
          - h\u043est: ${ECR}
      `,
      '2:5 "host" is missing',
      String.raw`2:5 unknown key "h\u{43e}st"; did you mean "host"?`,
    ],
    [
      'with more than anyone wants to read',
      `registries: [{ host: ${ECR}, image: ${'A'.repeat(1_000_000)} }]\n`,
      `1:75 "${'A'.repeat(249)} … ${'A'.repeat(199)}" is not a repository:tag such as models/llama:prod`,
    ],
  ],
  'what an alias stands for': [
    ['where it stands for itself', 'registries: &all [*all]\n', '1:19 expected a mapping, found a list'],
    [
      'where it stands',
      `
        backends:
          one: &one { type: file, format: docker }
          other: *one
        registries: [{ host: ${ECR} }]
      `,
      '2:35 "docker" is not docker-auth, user-password, password, docker-config-json or raw',
      '3:10 "docker" is not docker-auth, user-password, password, docker-config-json or raw',
    ],
  ],
};

describe.each(Object.entries(REFUSED))('refuses %s', (_, files) => {
  test.each(files)('%s', (_, text, ...problems) => {
    expect(problemsOf(dedent(text))).toEqual(problems);
  });
});
