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
        registries: [{ host: ${ECR} }]
      `,
      '1:1 unknown key "backend"; did you mean "backends"?',
    ],
    [
      'in the file, near none',
      `
        version: 2
        registries: [{ host: ${ECR} }]
      `,
      '1:1 unknown key "version"; expected sample, schedule, backends, identities, probe, canary or registries',
    ],
    [
      'in a backend, among the keys of its type',
      `
        backends:
          mine: { type: file, pth: x.json }
          aws: { type: aws-secrets-manager, region: us-east-1, path: x }
        registries: [{ host: ${ECR} }]
      `,
      '2:23 unknown key "pth"; did you mean "path"?',
      '3:56 unknown key "path"; expected type, region, prefix, kmsKeyId, tags, adopt or format',
    ],
    [
      'in an identity',
      `
        identities:
          puller: { type: aws-role, roleArn: arn:aws:iam::111122223333:role/p, externalID: acme }
        registries: [{ host: ${ECR} }]
      `,
      '2:72 unknown key "externalID"; did you mean "externalId"?',
    ],
    [
      'in a reference to a secret',
      `
        identities:
          puller: { type: aws-role, roleArn: arn:aws:iam::111122223333:role/p, externalId: { from: env, id: X, key: y } }
        registries: [{ host: ${ECR} }]
      `,
      '2:104 unknown key "key"; expected from or id',
    ],
    [
      'in a registry',
      `
        registries:
          - host: ${ECR}
            imgae: llama:prod
            creds: x
      `,
      '3:5 unknown key "imgae"; did you mean "image"?',
      '4:5 unknown key "creds"; expected host, identity, credentials, image, tokenService, probe, canary or publish',
    ],
    [
      'in a publication',
      `
        registries:
          - host: ${ECR}
            publish: [{ backend: file, fromat: password, as: x }]
      `,
      '3:32 unknown key "fromat"; did you mean "format"?',
      '3:50 unknown key "as"; expected backend, name or format',
    ],
    [
      'that are numbers, null or lists',
      `
        1: a
        ~: b
        ? [c, d]
        : e
        registries: [{ host: ${ECR} }]
      `,
      '1:1 unknown key "1"; expected sample, schedule, backends, identities, probe, canary or registries',
      '1:1 unknown key "[ c, d ]"; expected sample, schedule, backends, identities, probe, canary or registries',
      '2:1 unknown key ""; expected sample, schedule, backends, identities, probe, canary or registries',
    ],
    [
      'of merges, which are no part of YAML 1.2',
      `
        registries:
          - host: ${ECR}
            <<: { image: llama }
      `,
      '3:5 unknown key "<<"; expected host, identity, credentials, image, tokenService, probe, canary or publish',
    ],
  ],
  'values of the wrong type': [
    ['a file that is a list', `- host: ${ECR}\n`, '1:1 expected a mapping, found a list'],
    ['a file that is text', 'hello\n', '1:1 expected a mapping, found text'],
    ['an empty file', '', '1:1 expected a mapping, found nothing'],
    ['a file of comments', '# nothing yet\n', '1:1 expected a mapping, found nothing'],
    [
      'sample',
      `
        sample: "true"
        registries: [{ host: ${ECR} }]
      `,
      '1:9 expected true or false, found text',
    ],
    [
      'sample as YAML 1.1 would have it',
      `
        %YAML 1.1
        ---
        sample: yes
        registries: [{ host: ${ECR} }]
      `,
      '3:9 expected true or false, found text',
    ],
    [
      'backends and identities',
      `
        backends: [aws]
        identities: puller
        registries: [{ host: ${ECR} }]
      `,
      '1:11 expected a mapping, found a list',
      '2:13 expected a mapping, found text',
    ],
    [
      'registries',
      `
        registries:
          host: ${ECR}
      `,
      '2:3 expected a list, found a mapping',
    ],
    [
      'a backend, an identity, a registry',
      `
        backends: { aws: us-east-1 }
        identities: { puller: [] }
        registries: [${ECR}]
      `,
      '1:18 expected a mapping, found text',
      '2:23 expected a mapping, found a list',
      '3:14 expected a mapping, found text',
    ],
    [
      'publish',
      `
        registries:
          - host: ${ECR}
            publish: file
      `,
      '3:14 expected a list, found text',
    ],
    [
      'a publication',
      `
        registries:
          - host: ${ECR}
            publish: [[file]]
      `,
      '3:15 expected text or a mapping, found a list',
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
      '2:62 expected a mapping, found a list',
      '2:74 expected a list, found text',
    ],
    [
      'an external id',
      `
        identities:
          puller: { type: aws-role, roleArn: arn:aws:iam::111122223333:role/p, externalId: [acme] }
        registries: [{ host: ${ECR} }]
      `,
      '2:84 expected text or a mapping, found a list',
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
      `,
      '2:11 expected text, found the number 1; put it in quotes',
      '3:15 expected text, found the number 2; put it in quotes',
      '4:12 expected text, found the boolean true; put it in quotes',
    ],
    [
      'publications',
      `
        registries:
          - host: ${ECR}
            publish: [3, { backend: 4, name: 5, format: 6 }]
      `,
      '3:15 expected text or a mapping, found the number 3; put it in quotes',
      '3:29 expected text, found the number 4; put it in quotes',
      '3:38 expected text, found the number 5; put it in quotes',
      '3:49 expected docker-auth, user-password, password, docker-config-json or raw, found the number 6',
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
      '2:45 expected text, found the number 0; put it in quotes',
      '2:56 expected text, found the number 1; put it in quotes',
      '2:69 expected text, found the number 2; put it in quotes',
      '2:83 expected text, found the number 3; put it in quotes',
      '2:96 expected text, found the number 4; put it in quotes',
      '2:108 expected docker-auth, user-password, password, docker-config-json or raw, found the number 5',
    ],
    [
      'a file backend',
      `
        backends:
          mine: { type: 1 }
          yours: { type: file, path: 2 }
        registries: [{ host: ${ECR} }]
      `,
      '2:17 expected file, aws-secrets-manager, google-secret-manager, baseten or fal, found the number 1',
      '3:30 expected text, found the number 2; put it in quotes',
    ],
    [
      'an identity',
      `
        identities:
          puller: { type: aws-role, roleArn: 111122223333, externalId: 0123, sessionPolicy: true }
        registries: [{ host: ${ECR} }]
      `,
      '2:38 expected text, found the number 111122223333; put it in quotes',
      '2:64 expected text or a mapping, found the number 123; put it in quotes',
      '2:85 expected pull-only, found the boolean true',
    ],
    [
      'a reference',
      `
        identities:
          puller: { type: aws-role, roleArn: arn:aws:iam::111122223333:role/p, externalId: { from: 1, id: 2 } }
        registries: [{ host: ${ECR} }]
      `,
      '2:92 expected env, file, aws-secrets-manager or google-secret-manager, found the number 1',
    ],
    [
      'the id of a reference',
      `
        identities:
          puller: { type: aws-role, roleArn: arn:aws:iam::111122223333:role/p, externalId: { from: env, id: 2 } }
        registries: [{ host: ${ECR} }]
      `,
      '2:101 expected text, found the number 2; put it in quotes',
    ],
  ],
  'what is missing': [
    ['registries', 'sample: true\n', '1:1 "registries" is missing'],
    [
      'host',
      `
        registries:
          - publish: [file]
      `,
      '2:5 "host" is missing',
    ],
    [
      'the type of a backend or an identity',
      `
        backends:
          mine: { path: x.json }
        identities:
          puller: {}
        registries: [{ host: ${ECR} }]
      `,
      '2:9 "type" is missing; expected file, aws-secrets-manager, google-secret-manager, baseten or fal',
      '4:11 "type" is missing; expected aws-role, google-workload-identity, google-service-account-key or google-impersonation',
    ],
    [
      'the region',
      `
        backends:
          aws: { type: aws-secrets-manager }
        registries: [{ host: ${ECR} }]
      `,
      '2:8 "region" is missing',
    ],
    [
      'the role',
      `
        identities:
          puller: { type: aws-role }
        registries: [{ host: ${ECR} }]
      `,
      '2:11 "roleArn" is missing',
    ],
    [
      'the backend of a publication',
      `
        registries:
          - host: ${ECR}
            publish: [{ name: mine }]
      `,
      '3:15 "backend" is missing',
    ],
    [
      'parts of a reference',
      `
        identities:
          puller: { type: aws-role, roleArn: arn:aws:iam::111122223333:role/p, externalId: {} }
        registries: [{ host: ${ECR} }]
      `,
      '2:84 "from" is missing; expected env, file, aws-secrets-manager or google-secret-manager',
    ],
    [
      'an id in a reference',
      `
        identities:
          puller: { type: aws-role, roleArn: arn:aws:iam::111122223333:role/p, externalId: { from: env } }
        registries: [{ host: ${ECR} }]
      `,
      '2:84 "id" is missing',
    ],
  ],
  'what is empty': [
    ['registries and publish', 'registries: []\n', '1:13 "registries" is empty'],
    [
      'publish',
      `
        registries:
          - host: ${ECR}
            publish: []
      `,
      '3:14 "publish" is empty',
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
      '2:11 "" is not a registry host: it is empty.',
      '3:15 "identity" is empty',
      '4:12 "image" is empty',
      '5:15 this entry is empty',
      '5:30 "backend" is empty',
      '5:40 "name" is empty',
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
      '2:45 "" is not an AWS region',
      '2:59 "kmsKeyId" is empty',
      '2:71 "": a tag needs a name',
      '2:88 this entry is empty',
    ],
    [
      'a path',
      `
        backends:
          mine: { type: file, path: "" }
        registries: [{ host: ${ECR} }]
      `,
      '2:29 "path" is empty',
    ],
    [
      'everything after a colon',
      `
        sample:
        backends:
        identities:
        registries:
      `,
      '1:1 expected true or false, found nothing',
      '2:1 expected a mapping, found nothing',
      '3:1 expected a mapping, found nothing',
      '4:1 expected a list, found nothing',
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
      '2:3 expected a mapping, found nothing',
      '4:11 expected a mapping, found nothing',
      '6:4 expected a mapping, found nothing',
      '7:5 expected text, found nothing',
      '8:5 expected text, found nothing',
      '9:5 expected a list, found nothing',
      '12:8 expected text or a mapping, found nothing',
    ],
  ],
  'values that are none of those allowed': [
    [
      'the type of a backend',
      `
        backends:
          a: { type: aws-secret-manager, region: us-east-1 }
          b: { type: vault }
        registries: [{ host: ${ECR} }]
      `,
      '2:14 "aws-secret-manager" is not file, aws-secrets-manager, google-secret-manager, baseten or fal; did you mean "aws-secrets-manager"?',
      '3:14 "vault" is not file, aws-secrets-manager, google-secret-manager, baseten or fal',
    ],
    [
      'the type of an identity',
      `
        identities:
          a: { type: aws-user }
        registries: [{ host: ${ECR} }]
      `,
      '2:14 "aws-user" is not aws-role, google-workload-identity, google-service-account-key or google-impersonation',
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
      '2:64 "docker-auht" is not docker-auth, user-password, password, docker-config-json or raw; did you mean "docker-auth"?',
      '5:40 "json" is not docker-auth, user-password, password, docker-config-json or raw',
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
      '2:45 "us-esat-1" is not an AWS region; did you mean "us-east-1"?',
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
      '2:45 "europe" is not an AWS region',
    ],
    [
      'the place of a reference',
      `
        identities:
          puller: { type: aws-role, roleArn: arn:aws:iam::111122223333:role/p, externalId: { from: azure-key-vault, id: x } }
        registries: [{ host: ${ECR} }]
      `,
      '2:92 "azure-key-vault" is not env, file, aws-secrets-manager or google-secret-manager',
    ],
    [
      'a session policy',
      `
        identities:
          puller: { type: aws-role, roleArn: arn:aws:iam::111122223333:role/p, sessionPolicy: pull }
        registries: [{ host: ${ECR} }]
      `,
      '2:87 "pull" is not pull-only',
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
        registries: [{ host: ${ECR} }]
      `,
      '2:33 expected a role ARN such as arn:aws:iam::123456789012:role/pull-only',
      '3:33 expected a role ARN such as arn:aws:iam::123456789012:role/pull-only',
      '4:33 expected a role ARN such as arn:aws:iam::123456789012:role/pull-only',
      '5:33 expected a role ARN such as arn:aws:iam::123456789012:role/pull-only',
      '6:33 expected a role ARN such as arn:aws:iam::123456789012:role/pull-only',
    ],
    [
      'an external id',
      `
        identities:
          a: { type: aws-role, roleArn: "arn:aws:iam::111122223333:role/p", externalId: x }
          b: { type: aws-role, roleArn: "arn:aws:iam::111122223333:role/p", externalId: a b }
        registries: [{ host: ${ECR} }]
      `,
      '2:81 an external id has 2 to 1224 of A-Za-z0-9_+=,.@:/-',
      '3:81 an external id has 2 to 1224 of A-Za-z0-9_+=,.@:/-',
    ],
    [
      'the name of a backend or an identity',
      `
        backends:
          9lives: { type: file }
          my aws: { type: file }
        identities:
          a/b: { type: aws-role, roleArn: "arn:aws:iam::111122223333:role/p" }
        registries: [{ host: ${ECR} }]
      `,
      '2:3 "9lives": a name has letters, digits, - and _, and starts with a letter',
      '3:3 "my aws": a name has letters, digits, - and _, and starts with a letter',
      '5:3 "a/b": a name has letters, digits, - and _, and starts with a letter',
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
      '2:64 "managed-by": pullkeeper puts this tag on its secrets itself',
      '2:80 "aws:x": AWS keeps tag names that begin with aws: for itself',
      '2:92 "ttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttttt": a tag name has at most 128 characters',
      '2:229 longer than the 256 characters allowed',
    ],
  ],
};

describe.each(Object.entries(REFUSED))('refuses %s', (_, files) => {
  test.each(files)('%s', (_, text, ...problems) => {
    expect(problemsOf(dedent(text))).toEqual(problems);
  });
});
