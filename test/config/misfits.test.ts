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
      '5:15 no backend is named "asw-1"; did you mean "aws-1"?',
      '5:22 no backend is named "awss"; there is file or aws-1',
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
      '5:26 no backend is named "elsewhere"; there is file or aws',
    ],
    [
      'a backend where there is only the embedded one',
      `
        registries:
          - host: ${ECR}
            publish: [aws]
      `,
      '3:15 no backend is named "aws"; there is file',
    ],
    [
      'an identity, nearly',
      `
        identities:
          puller: { type: aws-role, roleArn: arn:aws:iam::111122223333:role/p }
        registries:
          - host: ${ECR}
            identity: puler
      `,
      '5:15 no identity is named "puler"; did you mean "puller"?',
    ],
    [
      'an identity',
      `
        identities:
          puller: { type: aws-role, roleArn: arn:aws:iam::111122223333:role/p }
        registries:
          - host: ${ECR}
            identity: admin
      `,
      '5:15 no identity is named "admin"; there is puller',
    ],
    [
      'an identity where there is none',
      `
        registries:
          - host: ${ECR}
            identity: puller
      `,
      '3:15 no identity is named "puller"; none is defined',
    ],
    [
      'a name that every object has',
      `
        registries:
          - host: ${ECR}
            identity: constructor
            publish: [toString, { backend: hasOwnProperty }]
      `,
      '3:15 no identity is named "constructor"; none is defined',
      '4:15 no backend is named "toString"; there is file',
      '4:36 no backend is named "hasOwnProperty"; there is file',
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
      '2:64 nothing publishes "mine" to "aws"',
      `2:70 nothing publishes "DOCKER_REGISTRY_111122223333.dkr.ecr.us-east-1.amazonaws.co" to "aws"; did you mean "DOCKER_REGISTRY_${ECR}"?`,
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
      '2:64 nothing publishes "x" to "aws"',
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
      '2:81 nothing publishes "x" to "aws"',
    ],
  ],
  hosts: [
    [
      'that none can parse',
      `
        registries:
          - host: https://ghcr.io/acme
          - host: 111122223333.dkr.ecr.us-esat-1.amazonaws.com
          - host: my registry
      `,
      '2:11 "https://ghcr.io/acme" is not a bare host: it begins with a scheme and has a path or an image behind it. Did you mean "ghcr.io"?',
      `3:11 "111122223333.dkr.ecr.us-esat-1.amazonaws.com" is not an ECR host: AWS has no region "us-esat-1" (one opened after this release is added in lib/hosts/aws-regions.ts). Did you mean "${ECR}"?`,
      '4:11 "my registry" is not a registry host: it contains " ", and a host has only small letters, digits, dots and hyphens.',
    ],
    [
      'that this version cannot mint for',
      `
        registries:
          - host: docker.io
          - host: https://index.docker.io/v1/
          - host: ghcr.io
          - host: nvcr.io
          - host: registry.example.com:5000
      `,
      '2:11 docker.io is not a registry that this version can mint for; it mints for Amazon ECR, ECR Public and Google Artifact Registry, and publishes stored credentials of any other: credentials: { username, password }',
      '3:5 "DOCKER_REGISTRY_https://index.docker.io/v1/" in "file" is already written for docker.io, under "file"',
      '3:11 docker.io is not a registry that this version can mint for; it mints for Amazon ECR, ECR Public and Google Artifact Registry, and publishes stored credentials of any other: credentials: { username, password }',
      '4:11 ghcr.io is not a registry that this version can mint for; it mints for Amazon ECR, ECR Public and Google Artifact Registry, and publishes stored credentials of any other: credentials: { username, password }',
      '5:11 nvcr.io is not a registry that this version can mint for; it mints for Amazon ECR, ECR Public and Google Artifact Registry, and publishes stored credentials of any other: credentials: { username, password }',
      '6:11 registry.example.com:5000 is not a registry that this version can mint for; it mints for Amazon ECR, ECR Public and Google Artifact Registry, and publishes stored credentials of any other: credentials: { username, password }',
    ],
    [
      'in another partition than the role',
      `
        identities:
          puller: { type: aws-role, roleArn: arn:aws:iam::111122223333:role/p }
        registries:
          - host: ${ECR}
            identity: puller
          - host: 111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn
            identity: puller
      `,
      '7:15 identity "puller" is a role in partition aws, but 111122223333.dkr.ecr.cn-north-1.amazonaws.com.cn is in partition aws-cn; a role mints only in its own partition',
    ],
    [
      'ECR Public with a role of another partition',
      `
        identities:
          puller: { type: aws-role, roleArn: arn:aws-us-gov:iam::111122223333:role/p }
        registries:
          - host: public.ecr.aws
            identity: puller
      `,
      '5:15 identity "puller" is a role in partition aws-us-gov, but public.ecr.aws is in partition aws; a role mints only in its own partition',
    ],
  ],
  images: [
    [
      'with the host in front',
      `
        registries:
          - host: ${ECR}
            image: ${ECR}/models/llama:prod
      `,
      '3:12 leave the host out: image: models/llama:prod',
    ],
    [
      'with another host in front',
      `
        registries:
          - host: ${ECR}
            image: registry.example.com:5000/llama
      `,
      '3:12 "registry.example.com:5000/llama" is not a repository:tag such as models/llama:prod',
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
      '2:66 "Llama" is not a repository:tag such as models/llama:prod',
      '3:66 ":prod" is not a repository:tag such as models/llama:prod',
      '4:66 "llama:a:b" is not a repository:tag such as models/llama:prod',
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
      `3:21 "DOCKER_REGISTRY_${ECR}" in "file" is already written for ${ECR}, under "file"`,
    ],
    [
      'by listing a host twice',
      `
        registries:
          - host: ${ECR}
          - host: ${ECR}
      `,
      `3:5 "DOCKER_REGISTRY_${ECR}" in "file" is already written for ${ECR}, under "file"`,
    ],
    [
      'in two formats',
      `
        registries:
          - host: ${ECR}
            publish: [file, { backend: file, format: password }]
      `,
      `3:21 "DOCKER_REGISTRY_${ECR}" in "file" is already written for ${ECR}, under "file"`,
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
      `7:15 "ecr" in "aws" is already written for ${ECR}, under "aws"`,
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
      `6:49 "models/x" in "models" is already written for ${ECR}, under "aws"`,
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
      `6:20 "DOCKER_REGISTRY_${ECR}" in "other" is already written for ${ECR}, under "one"`,
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
      `5:21 "DOCKER_REGISTRY_${ECR}" in "file" is already written for ${ECR}, under "mine"`,
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
      '6:23 one file cannot hold both docker-config-json and docker-auth: give one of them a backend with another path',
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
      '5:15 one file cannot hold both docker-auth and docker-config-json: give one of them a backend with another path',
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
      '5:40 a Docker config.json names its entries by host: leave the name out',
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
      String.raw`5:37 AWS Secrets Manager does not take " " ":" "\u{e9}" in a name, only letters, digits and / _ + = . @ -`,
      '5:77 the name has 513 characters, and AWS Secrets Manager takes at most 512',
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
      '5:15 AWS Secrets Manager does not take " " in a name, only letters, digits and / _ + = . @ -',
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
        backends:
          aws: { type: aws-secrets-manager, region: us-esat-1 }
        identities:
          puller: { type: aws-role }
        sampel: true
      `,
      '3:15 no identity is named "pullr"; did you mean "puller"?',
      '4:15 no backend is named "fil"; did you mean "file"?',
      '5:11 ghcr.io is not a registry that this version can mint for; it mints for Amazon ECR, ECR Public and Google Artifact Registry, and publishes stored credentials of any other: credentials: { username, password }',
      '6:5 unknown key "imgae"; did you mean "image"?',
      '8:45 "us-esat-1" is not an AWS region; did you mean "us-east-1"?',
      '10:11 "roleArn" is missing',
      '11:1 unknown key "sampel"; did you mean "sample"?',
    ],
    [
      'but no more than there is, in a registry whose host is broken and whose identity is not',
      `
        identities:
          puller: { type: aws-role, roleArn: arn:aws:iam::111122223333:role/p }
        registries:
          - host: ghcr,io
            identity: puller
      `,
      '4:11 "ghcr,io" is not a registry host: it contains ",", and a host has only small letters, digits, dots and hyphens.',
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
      '2:11 "ghcr,io" is not a registry host: it contains ",", and a host has only small letters, digits, dots and hyphens.',
      '3:15 no identity is named "puller"; none is defined',
      '4:12 "Llama" is not a repository:tag such as models/llama:prod',
      '5:15 no backend is named "fiel"; did you mean "file"?',
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
      '2:45 "us-esat-1" is not an AWS region; did you mean "us-east-1"?',
      '4:38 expected a role ARN such as arn:aws:iam::123456789012:role/pull-only',
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
      '4:11 "ghcr,io" is not a registry host: it contains ",", and a host has only small letters, digits, dots and hyphens.',
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
      '5:40 unknown key "fromat"; did you mean "format"?',
    ],
    [
      'with publish of the wrong type, which publishes nothing',
      `
        registries:
          - host: ${ECR}
            publish: aws
          - host: ${ECR}
      `,
      '3:14 expected a list, found text',
    ],
  ],
};

describe.each(Object.entries(REFUSED))('refuses %s', (_, files) => {
  test.each(files)('%s', (_, text, ...problems) => {
    expect(problemsOf(dedent(text))).toEqual(problems);
  });
});
