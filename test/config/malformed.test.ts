import { describe, expect, test } from 'vitest';
import { dedent } from './dedent.ts';
import { problemsOf } from './problems.ts';

const ECR = '111122223333.dkr.ecr.us-east-1.amazonaws.com';

/** Each file, and all that is said of it: where, and what. */
const REFUSED: Record<string, [what: string, text: string, ...problems: string[]][]> = {
  'keys that nothing knows': [
    [
      'in the file',
      `
        backend: {}
        registries: [{ host: ${ECR}, publish: [file] }]
      `,
      '1:1 unknown-key',
    ],
    [
      'in the file and inside what it holds, at once',
      `
        backend:
          mine: { type: file, pth: 3, colour: red }
          fal: { type: fal, key: inline }
        registries: [{ host: ${ECR}, publish: [mine, fal] }]
      `,
      '1:1 unknown-key',
      '2:23 unknown-key',
      '2:28 wrong-type',
      '2:31 unknown-key',
      '3:26 secret-inline',
    ],
    [
      'in the file, near none',
      `
        version: 2
        registries: [{ host: ${ECR}, publish: [file] }]
      `,
      '1:1 unknown-key',
    ],
    [
      'in a backend, among the keys of its type',
      `
        backends:
          mine: { type: file, pth: x.json }
          aws: { type: aws-secrets-manager, region: us-east-1, path: x }
        registries: [{ host: ${ECR}, publish: [file] }]
      `,
      '2:23 unknown-key',
      '3:56 unknown-key',
    ],
    [
      'in an identity',
      `
        identities:
          puller: { type: aws-role, roleArn: arn:aws:iam::111122223333:role/p, externalID: acme }
        registries: [{ host: ${ECR}, publish: [file] }]
      `,
      '2:72 unknown-key',
    ],
    [
      'in a reference to a secret',
      `
        identities:
          puller: { type: aws-role, roleArn: arn:aws:iam::111122223333:role/p, externalId: { from: env, id: X, key: y } }
        registries: [{ host: ${ECR}, publish: [file] }]
      `,
      '2:104 unknown-key',
    ],
    [
      'in two registries, the same',
      `
        registries:
          - hots: ${ECR}
            publish: [file]
          - hots: ghcr..io
            publish: [fil]
      `,
      '2:5 unknown-key',
      '4:5 unknown-key',
      '4:11 wrong-value',
      '5:15 unknown-name',
    ],
    [
      'in a registry',
      `
        registries:
          - host: ${ECR}
            imgae: llama:prod
            creds: x
            publish: [file]
      `,
      '3:5 unknown-key',
      '4:5 unknown-key',
    ],
    [
      'in a publication',
      `
        registries:
          - host: ${ECR}
            publish: [{ backend: file, fromat: password, as: x }]
      `,
      '3:32 unknown-key',
      '3:50 unknown-key',
    ],
    [
      'that are numbers, null or lists',
      `
        1: a
        ~: b
        ? [c, d]
        : e
        registries: [{ host: ${ECR}, publish: [file] }]
      `,
      '1:1 unknown-key',
      '1:1 unknown-key',
      '2:1 unknown-key',
    ],
    [
      'of merges, which are no part of YAML 1.2',
      `
        registries:
          - host: ${ECR}
            <<: { image: llama }
            publish: [file]
      `,
      '3:5 unknown-key',
    ],
  ],
  'values of the wrong type': [
    ['a file that is a list', `- host: ${ECR}\n`, '1:1 wrong-type'],
    ['a file that is text', 'hello\n', '1:1 wrong-type'],
    ['an empty file', '', '1:1 wrong-type'],
    ['a file of comments', '# nothing yet\n', '1:1 wrong-type'],
    [
      'sample',
      `
        sample: "true"
        registries: [{ host: ${ECR}, publish: [file] }]
      `,
      '1:9 wrong-type',
    ],
    [
      'sample as YAML 1.1 would have it',
      `
        %YAML 1.1
        ---
        sample: yes
        registries: [{ host: ${ECR}, publish: [file] }]
      `,
      '3:9 wrong-type',
    ],
    [
      'backends and identities',
      `
        backends: [aws]
        identities: puller
        registries: [{ host: ${ECR}, publish: [file] }]
      `,
      '1:11 wrong-type',
      '2:13 wrong-type',
    ],
    [
      'registries',
      `
        registries:
          host: ${ECR}
      `,
      '2:3 wrong-type',
    ],
    [
      'a backend, an identity, a registry',
      `
        backends: { aws: us-east-1 }
        identities: { puller: [] }
        registries: [${ECR}]
      `,
      '1:18 wrong-type',
      '2:23 wrong-type',
      '3:14 wrong-type',
    ],
    [
      'publish',
      `
        registries:
          - host: ${ECR}
            publish: file
      `,
      '3:14 wrong-type',
    ],
    [
      'a publication',
      `
        registries:
          - host: ${ECR}
            publish: [[file]]
      `,
      '3:15 wrong-type',
    ],
    [
      'tags and adopt',
      `
        backends:
          aws: { type: aws-secrets-manager, region: us-east-1, tags: [a], adopt: DOCKER }
        registries:
          - host: ${ECR}
            publish: [aws]
      `,
      '2:62 wrong-type',
      '2:74 wrong-type',
    ],
    [
      'an external id',
      `
        identities:
          puller: { type: aws-role, roleArn: arn:aws:iam::111122223333:role/p, externalId: [acme] }
        registries: [{ host: ${ECR}, publish: [file] }]
      `,
      '2:84 wrong-type',
    ],
  ],
  'numbers and booleans where text must be': [
    [
      'host, identity and image',
      `
        registries:
          - host: 1
            identity: 2
            image: true
            publish: [file]
      `,
      '2:11 wrong-type',
      '3:15 wrong-type',
      '4:12 wrong-type',
    ],
    [
      'publications',
      `
        registries:
          - host: ${ECR}
            publish: [3, { backend: 4, name: 5, format: 6 }]
      `,
      '3:15 wrong-type',
      '3:29 wrong-type',
      '3:38 wrong-type',
      '3:49 wrong-type',
    ],
    [
      'a backend',
      `
        backends:
          aws: { type: aws-secrets-manager, region: 0, prefix: 1, kmsKeyId: 2, tags: { a: 3 }, adopt: [4], format: 5 }
        registries:
          - host: ${ECR}
            publish: [aws]
      `,
      '2:45 wrong-type',
      '2:56 wrong-type',
      '2:69 wrong-type',
      '2:83 wrong-type',
      '2:96 wrong-type',
      '2:108 wrong-type',
    ],
    [
      'a file backend',
      `
        backends:
          mine: { type: 1 }
          yours: { type: file, path: 2 }
        registries: [{ host: ${ECR}, publish: [file] }]
      `,
      '2:17 wrong-type',
      '3:30 wrong-type',
    ],
    [
      'an identity',
      `
        identities:
          puller: { type: aws-role, roleArn: 111122223333, externalId: 0123, sessionPolicy: true }
        registries: [{ host: ${ECR}, publish: [file] }]
      `,
      '2:38 wrong-type',
      '2:64 wrong-type',
      '2:85 wrong-type',
    ],
    [
      'a reference',
      `
        identities:
          puller: { type: aws-role, roleArn: arn:aws:iam::111122223333:role/p, externalId: { from: 1, id: 2 } }
        registries: [{ host: ${ECR}, publish: [file] }]
      `,
      '2:92 wrong-type',
    ],
    [
      'the id of a reference',
      `
        identities:
          puller: { type: aws-role, roleArn: arn:aws:iam::111122223333:role/p, externalId: { from: env, id: 2 } }
        registries: [{ host: ${ECR}, publish: [file] }]
      `,
      '2:101 wrong-type',
    ],
  ],
  'what is missing': [
    ['registries', 'sample: true\n', '1:1 missing'],
    [
      'host',
      `
        registries:
          - publish: [file]
      `,
      '2:5 missing',
    ],
    [
      'where to publish',
      `
        registries:
          - host: ${ECR}
      `,
      '2:5 missing',
    ],
    [
      'the type of a backend or an identity',
      `
        backends:
          mine: { path: x.json }
        identities:
          puller: {}
        registries: [{ host: ${ECR}, publish: [file] }]
      `,
      '2:9 missing',
      '4:11 missing',
    ],
    [
      'the region',
      `
        backends:
          aws: { type: aws-secrets-manager }
        registries: [{ host: ${ECR}, publish: [file] }]
      `,
      '2:8 missing',
    ],
    [
      'the role',
      `
        identities:
          puller: { type: aws-role }
        registries: [{ host: ${ECR}, publish: [file] }]
      `,
      '2:11 missing',
    ],
    [
      'the backend of a publication',
      `
        registries:
          - host: ${ECR}
            publish: [{ name: mine }]
      `,
      '3:15 missing',
    ],
    [
      'parts of a reference',
      `
        identities:
          puller: { type: aws-role, roleArn: arn:aws:iam::111122223333:role/p, externalId: {} }
        registries: [{ host: ${ECR}, publish: [file] }]
      `,
      '2:84 missing',
    ],
    [
      'an id in a reference',
      `
        identities:
          puller: { type: aws-role, roleArn: arn:aws:iam::111122223333:role/p, externalId: { from: env } }
        registries: [{ host: ${ECR}, publish: [file] }]
      `,
      '2:84 missing',
    ],
  ],
  'what is empty': [
    ['registries and publish', 'registries: []\n', '1:13 empty'],
    [
      'publish',
      `
        registries:
          - host: ${ECR}
            publish: []
      `,
      '3:14 empty',
    ],
    [
      'text',
      `
        registries:
          - host: ""
            identity: ""
            image: ""
            publish: ["", { backend: "", name: "" }]
      `,
      '2:11 wrong-value',
      '3:15 empty',
      '4:12 empty',
      '5:15 empty',
      '5:30 empty',
      '5:40 empty',
    ],
    [
      'text in a backend',
      `
        backends:
          aws: { type: aws-secrets-manager, region: "", kmsKeyId: "", tags: { "": x }, adopt: [""] }
        registries:
          - host: ${ECR}
            publish: [aws]
      `,
      '2:45 wrong-value',
      '2:59 empty',
      '2:71 wrong-value',
      '2:88 empty',
    ],
    [
      'a path',
      `
        backends:
          mine: { type: file, path: "" }
        registries: [{ host: ${ECR}, publish: [file] }]
      `,
      '2:29 empty',
    ],
    [
      'everything after a colon',
      `
        sample:
        backends:
        identities:
        registries:
      `,
      '1:1 wrong-type',
      '2:1 wrong-type',
      '3:1 wrong-type',
      '4:1 wrong-type',
    ],
    [
      'pieces',
      `
        backends:
          aws:
        identities:
          puller: ~
        registries:
          -
          - host:
            image:
            publish:
          - host: ${ECR}
            publish:
              -
              - file
      `,
      '2:3 wrong-type',
      '4:11 wrong-type',
      '6:4 wrong-type',
      '7:5 wrong-type',
      '8:5 wrong-type',
      '9:5 wrong-type',
      '12:8 wrong-type',
    ],
  ],
  'values that are none of those allowed': [
    [
      'the type of a backend',
      `
        backends:
          a: { type: aws-secret-manager, region: us-east-1 }
          b: { type: etcd }
        registries: [{ host: ${ECR}, publish: [file] }]
      `,
      '2:14 wrong-value',
      '3:14 wrong-value',
    ],
    [
      'the type of an identity',
      `
        identities:
          a: { type: aws-user }
        registries: [{ host: ${ECR}, publish: [file] }]
      `,
      '2:14 wrong-value',
    ],
    [
      'a format',
      `
        backends:
          aws: { type: aws-secrets-manager, region: us-east-1, format: docker-auht }
        registries:
          - host: ${ECR}
            publish: [{ backend: file, format: json }]
      `,
      '2:64 wrong-value',
      '5:40 wrong-value',
    ],
    [
      'a region',
      `
        backends:
          aws: { type: aws-secrets-manager, region: us-esat-1 }
        registries:
          - host: ${ECR}
            publish: [aws]
      `,
      '2:45 wrong-value',
    ],
    [
      'a region of another cloud',
      `
        backends:
          aws: { type: aws-secrets-manager, region: europe }
        registries:
          - host: ${ECR}
            publish: [aws]
      `,
      '2:45 wrong-value',
    ],
    [
      'the place of a reference',
      `
        identities:
          puller: { type: aws-role, roleArn: arn:aws:iam::111122223333:role/p, externalId: { from: azure-key-vault, id: x } }
        registries: [{ host: ${ECR}, publish: [file] }]
      `,
      '2:92 wrong-value',
    ],
    [
      'a session policy',
      `
        identities:
          puller: { type: aws-role, roleArn: arn:aws:iam::111122223333:role/p, sessionPolicy: pull }
        registries: [{ host: ${ECR}, publish: [file] }]
      `,
      '2:87 wrong-value',
    ],
    [
      'a role',
      `
        identities:
          a: { type: aws-role, roleArn: pull-only }
          b: { type: aws-role, roleArn: "arn:aws:iam::1111:role/p" }
          c: { type: aws-role, roleArn: "arn:aws:iam::111122223333:user/p" }
          d: { type: aws-role, roleArn: "arn:aws:iam::111122223333:role/" }
          e: { type: aws-role, roleArn: "arn:aws:sts::111122223333:assumed-role/p/s" }
        registries: [{ host: ${ECR}, publish: [file] }]
      `,
      '2:33 wrong-value',
      '3:33 wrong-value',
      '4:33 wrong-value',
      '5:33 wrong-value',
      '6:33 wrong-value',
    ],
    [
      'an external id',
      `
        identities:
          a: { type: aws-role, roleArn: "arn:aws:iam::111122223333:role/p", externalId: x }
          b: { type: aws-role, roleArn: "arn:aws:iam::111122223333:role/p", externalId: a b }
        registries: [{ host: ${ECR}, publish: [file] }]
      `,
      '2:81 wrong-value',
      '3:81 wrong-value',
    ],
    [
      'the name of a backend or an identity',
      `
        backends:
          9lives: { type: file }
          my aws: { type: file }
        identities:
          a/b: { type: aws-role, roleArn: "arn:aws:iam::111122223333:role/p" }
        registries: [{ host: ${ECR}, publish: [file] }]
      `,
      '2:3 wrong-value',
      '3:3 wrong-value',
      '5:3 wrong-value',
    ],
    [
      'a tag',
      `
        backends:
          aws: { type: aws-secrets-manager, region: us-east-1, tags: { managed-by: us, "aws:x": y, ttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt: z, w: vvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvvv } }
        registries:
          - host: ${ECR}
            publish: [aws]
      `,
      '2:64 wrong-value',
      '2:80 wrong-value',
      '2:92 wrong-value',
      '2:229 wrong-value',
    ],
  ],
};

describe.each(Object.entries(REFUSED))('refuses %s', (_, files) => {
  test.each(files)('%s', (_, text, ...problems) => {
    expect(problemsOf(dedent(text))).toEqual(problems);
  });
});
