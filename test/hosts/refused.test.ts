import { describe, expect, test } from 'vitest';
import { parseHost } from '../../lib/hosts/parse.ts';

const ECR = '123456789012.dkr.ecr.us-east-1.amazonaws.com';
const US = 'us-central1-docker.pkg.dev';

type Refused = [text: string, says: string, suggestion?: string];

const REFUSED: Record<string, Refused[]> = {
  'what people write around a host': [
    ['https://ghcr.io', 'begins with a scheme', 'ghcr.io'],
    ['https://ghcr.io/', 'begins with a scheme and has a path', 'ghcr.io'],
    ['//ghcr.io', 'begins with a scheme', 'ghcr.io'],
    ['docker://ghcr.io/acme/app', 'begins with a scheme and has a path', 'ghcr.io'],
    ['ghcr.io/acme/app:1', 'has a path or an image at its end', 'ghcr.io'],
    ['ghcr.io:latest', 'has a tag at its end', 'ghcr.io'],
    [
      'registry.example.com:5000/app@sha256:abcdef',
      'has an image digest at its end',
      'registry.example.com:5000',
    ],
    ['ghcr.io@sha256:0a1b', 'has an image digest at its end', 'ghcr.io'],
    ['GHCR.io', 'has capital letters', 'ghcr.io'],
    [
      'HTTPS://GHCR.IO/acme',
      'it begins with a scheme, has a path or an image at its end and has capital letters',
      'ghcr.io',
    ],
    [' ghcr.io', 'has space or invisible characters around it', 'ghcr.io'],
    ['ghcr.io\n', String.raw`"ghcr.io\n" is not a bare host`, 'ghcr.io'],
    ['\ufeffghcr.io', String.raw`"\u{feff}ghcr.io"`, 'ghcr.io'],
    ['"ghcr.io"', 'is in quotes', 'ghcr.io'],
    ['ghcr.io.', 'ends with a dot', 'ghcr.io'],
    [`${ECR}.`, 'ends with a dot', ECR],
    ['DOCKER_REGISTRY_ghcr.io', 'begins with DOCKER_REGISTRY_', 'ghcr.io'],
    ['DOCKER_REGISTRY_https://index.docker.io/v1/', 'begins with DOCKER_REGISTRY_', 'index.docker.io'],
    ['https://index.docker.io/v1', 'begins with a scheme', 'index.docker.io'],
    [`AWS:${ECR}`, 'has a user name in front', ECR],
    ['bot@ghcr.io', 'has a user name in front', 'ghcr.io'],
    ['registry.aws:latest', 'has a tag at its end', 'registry.aws'],
    ['fd00::1', 'is an IPv6 address without brackets', '[fd00::1]'],
  ],
  'what no registry host can be': [
    ['', 'it is empty'],
    ['  ', 'it is empty'],
    ['acme', 'Docker reads it as a user of Docker Hub'],
    ['ubuntu:22.04', 'has a tag at its end. The rest is not a registry host: without a dot'],
    ['constructor', 'Docker reads it as a user of Docker Hub'],
    ['my registry.example.com', 'it contains " "'],
    ['my_registry.example.com', 'it contains "_"'],
    ['m\u00fcnchen.example', String.raw`it contains "\u{fc}", which is not a plain Latin letter`],
    ['gh\u0441r.io', String.raw`"gh\u{441}r.io" is not a registry host`],
    ['a..b', 'nothing between two of its dots'],
    ['.example.com', 'nothing between two of its dots, or before the first'],
    ['-a.example.com', 'begins or ends with a hyphen'],
    [`${'a'.repeat(64)}.example`, 'longer than 63 characters'],
    [`${'a.'.repeat(126)}example`, 'it has 259 characters, and a host has at most 253'],
    [`${'a.'.repeat(126)}ab`, 'it has 254 characters, and a host has at most 253'],
    ['example.com-', 'begins or ends with a hyphen'],
    ['256.0.0.1', 'is no IPv4 address'],
    ['10.0.0.1.2', 'is no IPv4 address'],
    ['127.0x1', 'is no IPv4 address'],
    ['8.0x8', 'is no IPv4 address'],
    ['127.0.0.0x', 'is no IPv4 address'],
    ['2130706433:5000', 'is no IPv4 address'],
    ['0x7f000001:5000', 'is no IPv4 address'],
    ['registry.example.com:0', 'there is no port (1 to 65535)'],
    ['registry.example.com:65536', 'there is no port'],
    ['registry.example.com:05000', 'there is no port'],
    ['registry.example.com:500000', 'there is no port'],
    ['registry.example.com:-5000', 'has a tag at its end', 'registry.example.com'],
    ['registry.example.com:0x10', 'has a tag at its end', 'registry.example.com'],
    ['registry.example.com:5e3', 'has a tag at its end', 'registry.example.com'],
    [':5000', 'it is empty'],
    ['[::1', 'not a plain IPv6 address'],
    ['[[::1]', 'not a plain IPv6 address'],
    ['[::1]x', 'not a plain IPv6 address'],
    ['[fe80::1%eth0]', 'not a plain IPv6 address'],
  ],
  'a host of ECR, nearly': [
    [
      '123456789012.dkr.ecr.us-esat-1.amazonaws.com',
      'AWS has no region "us-esat-1" (one opened after this release is added in lib/hosts/aws-regions.ts)',
      ECR,
    ],
    ['123456789012.dkr.ecr.us-east1.amazonaws.com', 'AWS has no region "us-east1"', ECR],
    ['123456789012.dkr.ecr.mars-north-1.amazonaws.com', 'it names no region of AWS'],
    ['12345678901.dkr.ecr.us-east-1.amazonaws.com', 'no AWS account number of 12 digits'],
    ['1234567890123.dkr.ecr.us-east-1.amazonaws.com', 'no AWS account number of 12 digits'],
    ['dkr.ecr.us-east-1.amazonaws.com', 'no AWS account number'],
    ['api.ecr.us-east-1.amazonaws.com', 'no AWS account number'],
    ['vpce-0123.dkr.ecr.us-east-1.vpce.amazonaws.com', 'no AWS account number'],
    [`${ECR}:443`, 'without a port', ECR],
    [
      '123456789012.drk.ecr.us-east-1.amazonaws.com',
      'the only form is <account>.dkr.ecr.<region>.amazonaws.com',
      ECR,
    ],
    [
      '123456789012.dkr.ecr.us-east-1.on.aws',
      'the only form is <account>.dkr-ecr.<region>.on.aws',
      '123456789012.dkr-ecr.us-east-1.on.aws',
    ],
    ['123456789012.dkr.ecr.us-east-1.amazonaw.com', 'does not end in a domain of AWS', ECR],
    ['123456789012.dkr.ecr.us-east-1.amazonaws.com.cn', 'us-east-1 is served under amazonaws.com', ECR],
    [
      '123456789012.dkr.ecr.cn-north-1.amazonaws.com',
      'cn-north-1 is served under amazonaws.com.cn',
      '123456789012.dkr.ecr.cn-north-1.amazonaws.com.cn',
    ],
    [
      '123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.eu',
      'us-gov-west-1 is served under amazonaws.com',
      '123456789012.dkr.ecr-fips.us-gov-west-1.amazonaws.com',
    ],
    [
      '123456789012.dkr-ecr.cn-north-1.on.aws',
      'cn-north-1 is served under on.amazonwebservices.com.cn',
      '123456789012.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn',
    ],
    [
      '123456789012.dkr.ecr.eusc-de-east-1.amazonaws.com',
      'eusc-de-east-1 is served under amazonaws.eu',
      '123456789012.dkr.ecr.eusc-de-east-1.amazonaws.eu',
    ],
    [
      'https://123456789012.dkr.ecr.us-esat-1.amazonaws.com/app',
      'The rest is not an ECR host: AWS has no region "us-esat-1"',
      ECR,
    ],
  ],
  'a host of Google, nearly': [
    [
      'us-central-1-docker.pkg.dev',
      'Google has no location "us-central-1" (one opened after this release is added in lib/hosts/google-locations.ts)',
      US,
    ],
    ['europe-west99-docker.pkg.dev', 'Google has no location "europe-west99"', 'europe-west9-docker.pkg.dev'],
    [
      'docker.us-central.rep.pkg.dev',
      'Google has no location "us-central"',
      'docker.us-central1.rep.pkg.dev',
    ],
    ['us-central1-python.pkg.dev', 'forms are <location>-docker.pkg.dev', US],
    ['us-central1.pkg.dev', 'forms are <location>-docker.pkg.dev', US],
    ['us-python.pkg.dev', 'forms are <location>-docker.pkg.dev', 'us-docker.pkg.dev'],
    ['us-central1.rep.pkg.dev', 'forms are <location>-docker.pkg.dev', 'docker.us-central1.rep.pkg.dev'],
    ['us-central1-docker-hub.pkg.dev', 'Google has no location "us-central1-docker-hub"'],
    ['docker.europe.rep.pkg.dev', 'europe is a multi-region', 'europe-docker.pkg.dev'],
    ['docker.pkg.dev', 'it names no location'],
    ['pkg.dev', 'it names no location'],
    ['mars-docker.pkg.dev', 'Google has no location "mars"'],
    [`${US}:443`, 'without a port', US],
    ['aisa.gcr.io', 'the names under gcr.io are gcr.io, us.gcr.io', 'asia.gcr.io'],
    ['my-project.gcr.io', 'the names under gcr.io are'],
    ...['mirror', 'us-mirror', 'eu-mirror', 'asia-mirror', 'k8s', 'staging-k8s', 'l', 'launcher'].map(
      (name): Refused => [`${name}.gcr.io`, 'is not a host that needs a secret: its images are public'],
    ),
  ],
  'a name that is written where another is meant': [
    ['hub.docker.com', 'the website of Docker Hub', 'docker.io'],
    ['registry.hub.docker.com', 'Docker does not read it as Docker Hub', 'docker.io'],
    ['auth.docker.io', 'the registry under docker.io is docker.io', 'docker.io'],
    ['docker.io:443', 'without a port', 'docker.io'],
    ['docker.com', 'the website of Docker', 'docker.io'],
    ['gchr.io', 'two letters are swapped', 'ghcr.io'],
    ['github.com', 'the website of GitHub', 'ghcr.io'],
    ['docker.pkg.github.com', 'ghcr.io has replaced it', 'ghcr.io'],
    ['ngc.nvidia.com', 'the website of NGC', 'nvcr.io'],
    ['api.nvcr.io', 'the registry under nvcr.io is nvcr.io', 'nvcr.io'],
    ['ecr.aws', 'the registry under ecr.aws is public.ecr.aws', 'public.ecr.aws'],
    ['private.ecr.aws', 'the registry under ecr.aws is public.ecr.aws', 'public.ecr.aws'],
    ['ghrc.io', 'has been seen collecting credentials', 'ghcr.io'],
    ['containers.ghcr.io', 'the registry under ghcr.io is ghcr.io', 'ghcr.io'],
    ['catalog.ngc.nvidia.com', 'the website of NGC', 'nvcr.io'],
    ['gallery.ecr.aws', 'the website of ECR Public', 'public.ecr.aws'],
  ],
  'a host dressed up as one of somebody else': [
    [`${ECR}.evil.example`, 'does not end in a domain of AWS, so a token sent there would leak', ECR],
    ['123456789012.dkr.ecr.us-east-1.evil.example', 'does not end in a domain of AWS', ECR],
    [`evil.example.${ECR}`, 'the only form is <account>.dkr.ecr.<region>.amazonaws.com', ECR],
    ['123456789012.dkr.ecr.a.b.us-east-1.amazonaws.com', 'the only form is', ECR],
    // A region counts more than a part that only resembles one.
    ['us-esat-2.123456789012.dkr.ecr.us-east-1.amazonaws.com', 'the only form is', ECR],
    [
      '123456789012.dkr-ecr.us-west-2.on.aws.evil.example',
      'does not end in a domain of AWS',
      '123456789012.dkr-ecr.us-west-2.on.aws',
    ],
    ['registry.amazonaws.com.evil.example', 'it only looks like amazonaws.com'],
    [`${US}.evil.example`, 'it only looks like pkg.dev', US],
    ['pkg.dev.evil.example', 'it only looks like pkg.dev'],
    [`evil.${US}`, 'the only forms are', US],
    ['gcr.io.evil.example', 'it only looks like gcr.io', 'gcr.io'],
    ['ghcr.io.evil.example', 'it only looks like ghcr.io', 'ghcr.io'],
    ['index.docker.io.evil.example:443', 'it only looks like docker.io', 'index.docker.io'],
    ['public.ecr.aws.evil.example', 'it only looks like public.ecr.aws', 'public.ecr.aws'],
  ],
};

describe.each(Object.entries(REFUSED))('refuses %s', (_, texts) => {
  test.each(texts)('%j', (text, says, suggestion) => {
    const problem = {
      message: expect.stringContaining(says),
      ...(suggestion !== undefined && { suggestion }),
    };
    expect(parseHost(text)).toEqual({ ok: false, problem });
  });
});

test('a text longer than any host with mistakes around it is refused without a suggestion', () => {
  const padded = (length: number) => parseHost('ghcr.io'.padEnd(length));
  expect(padded(2_000)).toMatchObject({ ok: false, problem: { suggestion: 'ghcr.io' } });
  expect(padded(2_001)).toEqual({ ok: false, problem: { message: expect.any(String) } });
});
