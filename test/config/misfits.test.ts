import { describe, expect, test } from 'vitest';
import { dedent } from './dedent.ts';
import { problemsOf } from './problems.ts';

const ECR = '111122223333.dkr.ecr.us-east-1.amazonaws.com';

/** Files of which every piece is well formed, and what does not fit together in them. */
const REFUSED: Record<string, [what: string, text: string, ...problems: string[]][]> = {
  'names that lead nowhere': [
    [
      'a backend, nearly',
      `
        backends:
          aws-1: { type: aws-secrets-manager, region: us-east-1 }
        registries:
          - host: ${ECR}
            publish: [asw-1, awss]
      `,
      '5:15 unknown-name',
      '5:22 unknown-name',
    ],
    [
      'a backend',
      `
        backends:
          aws: { type: aws-secrets-manager, region: us-east-1 }
        registries:
          - host: ${ECR}
            publish: [{ backend: elsewhere }]
      `,
      '5:26 unknown-name',
    ],
    [
      'a backend where there is only the embedded one',
      `
        registries:
          - host: ${ECR}
            publish: [aws]
      `,
      '3:15 unknown-name',
    ],
    [
      'an identity, nearly',
      `
        identities:
          puller: { type: aws-role, roleArn: arn:aws:iam::111122223333:role/p }
        registries:
          - host: ${ECR}
            identity: puler
            publish: [file]
      `,
      '5:15 unknown-name',
    ],
    [
      'an identity',
      `
        identities:
          puller: { type: aws-role, roleArn: arn:aws:iam::111122223333:role/p }
        registries:
          - host: ${ECR}
            identity: admin
            publish: [file]
      `,
      '5:15 unknown-name',
    ],
    [
      'an identity where there is none',
      `
        registries:
          - host: ${ECR}
            identity: puller
            publish: [file]
      `,
      '3:15 unknown-name',
    ],
    [
      'a name that every object has',
      `
        registries:
          - host: ${ECR}
            identity: constructor
            publish: [toString, { backend: hasOwnProperty }]
      `,
      '3:15 unknown-name',
      '4:15 unknown-name',
      '4:36 unknown-name',
    ],
    [
      'adopt',
      `
        backends:
          aws: { type: aws-secrets-manager, region: us-east-1, adopt: [mine, DOCKER_REGISTRY_111122223333.dkr.ecr.us-east-1.amazonaws.co] }
        registries:
          - host: ${ECR}
            publish: [aws]
      `,
      '2:64 unknown-name',
      '2:70 unknown-name',
    ],
    [
      'adopt of what another backend publishes',
      `
        backends:
          aws: { type: aws-secrets-manager, region: us-east-1, adopt: [x] }
          west: { type: aws-secrets-manager, region: us-west-2 }
        registries:
          - host: ${ECR}
            publish: [aws, { backend: west, name: x }]
      `,
      '2:64 unknown-name',
    ],
    [
      'adopt without the prefix',
      `
        backends:
          aws: { type: aws-secrets-manager, region: us-east-1, prefix: models/, adopt: [x] }
        registries:
          - host: ${ECR}
            publish: [{ backend: aws, name: x }]
      `,
      '2:81 unknown-name',
    ],
  ],
  hosts: [
    [
      'that none can parse',
      `
        registries:
          - host: https://ghcr.io/acme
            publish: [file]
          - host: 111122223333.dkr.ecr.us-esat-1.amazonaws.com
            publish: [file]
          - host: my registry
            publish: [file]
      `,
      '2:11 wrong-value',
      '4:11 wrong-value',
      '6:11 wrong-value',
    ],
    [
      'that this version cannot mint for',
      `
        registries:
          - host: docker.io
            publish: [file]
          - host: https://index.docker.io/v1/
            publish: [file]
          - host: ghcr.io
            publish: [file]
          - host: nvcr.io
            publish: [file]
          - host: registry.example.com:5000
            publish: [file]
      `,
      '2:11 not-mintable',
      '4:11 not-mintable',
      '5:15 same-secret',
      '6:11 not-mintable',
      '8:11 not-mintable',
      '10:11 not-mintable',
    ],
    [
      'in another partition than the role',
      `
        identities:
          puller: { type: aws-role, roleArn: arn:aws:iam::111122223333:role/p }
        registries:
          - host: ${ECR}
            identity: puller
            publish: [file]
          - host: 111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn
            identity: puller
            publish: [file]
      `,
      '8:15 identity-does-not-fit',
    ],
    [
      'ECR Public with a role of another partition',
      `
        identities:
          puller: { type: aws-role, roleArn: arn:aws-us-gov:iam::111122223333:role/p }
        registries:
          - host: public.ecr.aws
            identity: puller
            publish: [file]
      `,
      '5:15 identity-does-not-fit',
    ],
  ],
  images: [
    [
      'with the host in front',
      `
        registries:
          - host: ${ECR}
            image: ${ECR}/models/llama:prod
            publish: [file]
      `,
      '3:12 image-malformed',
    ],
    [
      'with another host in front',
      `
        registries:
          - host: ${ECR}
            image: registry.example.com:5000/llama
            publish: [file]
      `,
      '3:12 image-malformed',
    ],
    [
      'with capitals, no repository, two tags or a short digest',
      `
        registries:
          - { host: ${ECR}, image: Llama, publish: [{ backend: file, name: a }] }
          - { host: ${ECR}, image: ":prod", publish: [{ backend: file, name: b }] }
          - { host: ${ECR}, image: "llama:a:b", publish: [{ backend: file, name: c }] }
          - { host: ${ECR}, image: "llama${ECR}sha256:abc", publish: [{ backend: file, name: d }] }
      `,
      '2:66 image-malformed',
      '3:66 image-malformed',
      '4:66 image-malformed',
    ],
  ],
  'two publications to one secret': [
    [
      'by listing a backend twice',
      `
        registries:
          - host: ${ECR}
            publish: [file, file]
      `,
      '3:21 same-secret',
    ],
    [
      'by listing a host twice',
      `
        registries:
          - host: ${ECR}
            publish: [file]
          - host: ${ECR}
            publish: [file]
      `,
      '5:15 same-secret',
    ],
    [
      'in two formats',
      `
        registries:
          - host: ${ECR}
            publish: [file, { backend: file, format: password }]
      `,
      '3:21 same-secret',
    ],
    [
      'by a name chosen twice',
      `
        backends:
          aws: { type: aws-secrets-manager, region: us-east-1 }
        registries:
          - host: ${ECR}
            publish: [{ backend: aws, name: ecr }]
          - host: public.ecr.aws
            publish: [{ backend: aws, name: ecr }]
      `,
      '7:15 same-secret',
    ],
    [
      'through two backends with one region',
      `
        backends:
          aws: { type: aws-secrets-manager, region: us-east-1 }
          models: { type: aws-secrets-manager, region: us-east-1, prefix: models/ }
        registries:
          - host: ${ECR}
            publish: [{ backend: aws, name: models/x }, { backend: models, name: x }]
      `,
      '6:49 same-secret',
    ],
    [
      'through two spellings of one path',
      `
        backends:
          one: { type: file, path: a/../secrets.json }
          other: { type: file, path: ./secrets.json }
        registries:
          - host: ${ECR}
            publish: [one, other]
      `,
      '6:20 same-secret',
    ],
    [
      'through the default path',
      `
        backends:
          mine: { type: file, path: .pullkeeper//secrets.json }
        registries:
          - host: ${ECR}
            publish: [mine, file]
      `,
      '5:21 same-secret',
    ],
  ],
  'what a place cannot hold': [
    [
      'a Docker config.json and names in one file',
      `
        backends:
          docker: { type: file, path: config.json, format: docker-config-json }
          plain: { type: file, path: ./config.json }
        registries:
          - host: ${ECR}
            publish: [docker, plain]
      `,
      '6:23 two-layouts',
    ],
    [
      'the same, in one backend',
      `
        registries:
          - host: ${ECR}
            publish: [file]
          - host: public.ecr.aws
            publish: [{ backend: file, format: docker-config-json }]
      `,
      '5:15 two-layouts',
    ],
    [
      'a name in a Docker config.json',
      `
        backends:
          docker: { type: file, path: config.json, format: docker-config-json }
        registries:
          - host: ${ECR}
            publish: [{ backend: docker, name: mine }]
      `,
      '5:40 name-malformed',
    ],
    [
      'names that AWS does not take',
      `
        backends:
          aws: { type: aws-secrets-manager, region: us-east-1 }
        registries:
          - host: ${ECR}
            publish: [{ backend: aws, name: "my secret: é" }, { backend: aws, name: nnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnnn }]
      `,
      '5:37 name-malformed',
      '5:77 name-malformed',
    ],
    [
      'a prefix that AWS does not take',
      `
        backends:
          aws: { type: aws-secrets-manager, region: us-east-1, prefix: "my models/" }
        registries:
          - host: ${ECR}
            publish: [aws]
      `,
      '5:15 name-malformed',
    ],
  ],
  'several things at once': [
    [
      'in the order in which they stand',
      `
        registries:
          - host: ${ECR}
            identity: pullr
            publish: [fil]
          - host: ghcr.io
            imgae: x
            publish: [file]
        backends:
          aws: { type: aws-secrets-manager, region: us-esat-1 }
        identities:
          puller: { type: aws-role }
        sampel: true
      `,
      '3:15 unknown-name',
      '4:15 unknown-name',
      '5:11 not-mintable',
      '6:5 unknown-key',
      '9:45 wrong-value',
      '11:11 missing',
      '12:1 unknown-key',
    ],
    [
      'but no more than there is, in a registry whose host is broken and whose identity is not',
      `
        identities:
          puller: { type: aws-role, roleArn: arn:aws:iam::111122223333:role/p }
        registries:
          - host: ghcr,io
            identity: puller
            publish: [file]
      `,
      '4:11 wrong-value',
    ],
    [
      'in a registry whose host is broken',
      `
        registries:
          - host: ghcr,io
            identity: puller
            image: Llama
            publish: [fiel]
      `,
      '2:11 wrong-value',
      '3:15 unknown-name',
      '4:12 image-malformed',
      '5:15 unknown-name',
    ],
    [
      'with a broken backend, which is there all the same',
      `
        backends:
          aws: { type: aws-secrets-manager, region: us-esat-1, adopt: [x] }
        identities:
          puller: { type: aws-role, roleArn: x }
        registries:
          - host: ${ECR}
            identity: puller
            publish: [aws]
      `,
      '2:45 wrong-value',
      '4:38 wrong-value',
    ],
    [
      'with a broken host, whose secret may be the one adopted',
      `
        backends:
          aws: { type: aws-secrets-manager, region: us-east-1, adopt: [DOCKER_REGISTRY_ghcr.io] }
        registries:
          - host: ghcr,io
            publish: [aws]
      `,
      '4:11 wrong-value',
    ],
    [
      'with a broken publication, which may be the one adopted',
      `
        backends:
          aws: { type: aws-secrets-manager, region: us-east-1, adopt: [x] }
        registries:
          - host: ${ECR}
            publish: [{ backend: aws, name: x, fromat: password }]
      `,
      '5:40 unknown-key',
    ],
    [
      'with publish of the wrong type, which publishes nothing',
      `
        registries:
          - host: ${ECR}
            publish: aws
          - host: ${ECR}
            publish: [file]
      `,
      '3:14 wrong-type',
    ],
  ],
};

describe.each(Object.entries(REFUSED))('refuses %s', (_, files) => {
  test.each(files)('%s', (_, text, ...problems) => {
    expect(problemsOf(dedent(text))).toEqual(problems);
  });
});
