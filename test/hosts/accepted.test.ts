import { describe, expect, test } from 'vitest';
import { parseHost } from '../../lib/hosts/parse.ts';
import type { AwsPartition } from '../../lib/hosts/registry-host.ts';

const ACCOUNT = '123456789012';

function ecr(partition: AwsPartition, region: string, kind: { fips?: true; dualStack?: true } = {}) {
  return { kind: 'ecr', account: ACCOUNT, partition, region, fips: false, dualStack: false, ...kind };
}

const ACCEPTED: Record<string, [host: string, parsed: object][]> = {
  ECR: [
    [`${ACCOUNT}.dkr.ecr.us-east-1.amazonaws.com`, ecr('aws', 'us-east-1')],
    [`${ACCOUNT}.dkr.ecr.ap-southeast-7.amazonaws.com`, ecr('aws', 'ap-southeast-7')],
    [`${ACCOUNT}.dkr.ecr.mx-central-1.amazonaws.com`, ecr('aws', 'mx-central-1')],
    [`${ACCOUNT}.dkr.ecr-fips.us-west-2.amazonaws.com`, ecr('aws', 'us-west-2', { fips: true })],
    [`${ACCOUNT}.dkr-ecr.us-west-2.on.aws`, ecr('aws', 'us-west-2', { dualStack: true })],
    [`${ACCOUNT}.dkr-ecr-fips.us-west-2.on.aws`, ecr('aws', 'us-west-2', { fips: true, dualStack: true })],
    ['000000000001.dkr.ecr.eu-west-1.amazonaws.com', { ...ecr('aws', 'eu-west-1'), account: '000000000001' }],
  ],
  'ECR in GovCloud': [
    [`${ACCOUNT}.dkr.ecr.us-gov-west-1.amazonaws.com`, ecr('aws-us-gov', 'us-gov-west-1')],
    [
      `${ACCOUNT}.dkr.ecr-fips.us-gov-west-1.amazonaws.com`,
      ecr('aws-us-gov', 'us-gov-west-1', { fips: true }),
    ],
    [
      `${ACCOUNT}.dkr-ecr-fips.us-gov-east-1.on.aws`,
      ecr('aws-us-gov', 'us-gov-east-1', { fips: true, dualStack: true }),
    ],
  ],
  'ECR in China': [
    [`${ACCOUNT}.dkr.ecr.cn-north-1.amazonaws.com.cn`, ecr('aws-cn', 'cn-north-1')],
    [
      `${ACCOUNT}.dkr-ecr.cn-north-1.on.amazonwebservices.com.cn`,
      ecr('aws-cn', 'cn-north-1', { dualStack: true }),
    ],
    [
      `${ACCOUNT}.dkr.ecr.cn-north-1.on.amazonwebservices.com.cn`,
      ecr('aws-cn', 'cn-north-1', { dualStack: true }),
    ],
  ],
  'ECR in the European sovereign cloud': [
    [`${ACCOUNT}.dkr.ecr.eusc-de-east-1.amazonaws.eu`, ecr('aws-eusc', 'eusc-de-east-1')],
    [
      `${ACCOUNT}.dkr-ecr.eusc-de-east-1.on.amazonwebservices.eu`,
      ecr('aws-eusc', 'eusc-de-east-1', { dualStack: true }),
    ],
  ],
  'ECR in the isolated partitions': [
    [`${ACCOUNT}.dkr.ecr.us-iso-east-1.c2s.ic.gov`, ecr('aws-iso', 'us-iso-east-1')],
    [`${ACCOUNT}.dkr.ecr.us-isob-east-1.sc2s.sgov.gov`, ecr('aws-iso-b', 'us-isob-east-1')],
    [`${ACCOUNT}.dkr.ecr.eu-isoe-west-1.cloud.adc-e.uk`, ecr('aws-iso-e', 'eu-isoe-west-1')],
    [`${ACCOUNT}.dkr.ecr.us-isof-south-1.csp.hci.ic.gov`, ecr('aws-iso-f', 'us-isof-south-1')],
  ],
  'ECR Public': [
    ['public.ecr.aws', { kind: 'ecr-public' }],
    ['ecr-public.aws.com', { kind: 'ecr-public' }],
  ],
  'Artifact Registry': [
    ['us-central1-docker.pkg.dev', { kind: 'artifact-registry', location: 'us-central1' }],
    ['northamerica-south1-docker.pkg.dev', { kind: 'artifact-registry', location: 'northamerica-south1' }],
    ['us-docker.pkg.dev', { kind: 'artifact-registry', location: 'us' }],
    ['europe-docker.pkg.dev', { kind: 'artifact-registry', location: 'europe' }],
    ['asia-docker.pkg.dev', { kind: 'artifact-registry', location: 'asia' }],
    ['docker.us-central1.rep.pkg.dev', { kind: 'artifact-registry', location: 'us-central1' }],
    ['gcr.io', { kind: 'artifact-registry', location: 'us' }],
    ['us.gcr.io', { kind: 'artifact-registry', location: 'us' }],
    ['eu.gcr.io', { kind: 'artifact-registry', location: 'europe' }],
    ['asia.gcr.io', { kind: 'artifact-registry', location: 'asia' }],
    ['marketplace.gcr.io', { kind: 'artifact-registry', location: 'global' }],
  ],
  'Docker Hub': [
    ['docker.io', { kind: 'docker-hub' }],
    ['index.docker.io', { kind: 'docker-hub' }],
    ['registry-1.docker.io', { kind: 'docker-hub' }],
  ],
  'GHCR and NGC': [
    ['ghcr.io', { kind: 'ghcr' }],
    ['nvcr.io', { kind: 'ngc' }],
  ],
  'any other registry': [
    ['quay.io', { kind: 'other' }],
    ['icr.io', { kind: 'other' }],
    ['registry.example.com', { kind: 'other' }],
    ['registry.example.com:5000', { kind: 'other' }],
    ['registry:5000', { kind: 'other' }],
    ['aws:443', { kind: 'other' }],
    ['localhost', { kind: 'other' }],
    ['localhost:5000', { kind: 'other' }],
    ['10.0.0.1', { kind: 'other' }],
    ['10.0.0.1:65535', { kind: 'other' }],
    ['[::1]:5000', { kind: 'other' }],
    ['[fd00::1]', { kind: 'other' }],
    ['xn--mnchen-3ya.example', { kind: 'other' }],
    [`${'a'.repeat(63)}.example`, { kind: 'other' }],
    [`${'a.'.repeat(126)}a`, { kind: 'other' }],
    ['1.0x7f.example', { kind: 'other' }],
    ['a-111.example:1', { kind: 'other' }],
  ],
  'a registry that only resembles a known one, or runs on AWS without being ECR': [
    ['xghcr.io', { kind: 'other' }],
    ['notdocker.io', { kind: 'other' }],
    ['mypkg.dev', { kind: 'other' }],
    ['ecr.example.com', { kind: 'other' }],
    ['ec2-203-0-113-7.compute-1.amazonaws.com:5000', { kind: 'other' }],
    ['registry-1234567890.us-east-1.elb.amazonaws.com', { kind: 'other' }],
  ],
};

describe.each(Object.entries(ACCEPTED))('accepts %s', (_, hosts) => {
  test.each(hosts)('%s', (host, parsed) => {
    expect(parseHost(host)).toEqual({ ok: true, host: { host, ...parsed } });
  });
});

test("accepts Docker's own key for Docker Hub, and knows which host it means", () => {
  expect(parseHost('https://index.docker.io/v1/')).toEqual({
    ok: true,
    host: { kind: 'docker-hub', host: 'docker.io' },
  });
});
