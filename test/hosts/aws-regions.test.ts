import { existsSync } from 'node:fs';
import { ECRClient } from '@aws-sdk/client-ecr';
import { describe, expect, test } from 'vitest';
import { AWS_PARTITIONS, partitionOfRegion } from '../../lib/hosts/aws-regions.ts';

describe.each(AWS_PARTITIONS)('in $partition', ({ partition, domain, regions }) => {
  const { endpointProvider } = new ECRClient({ region: 'us-east-1' }).config;

  test.each(regions)("the SDK's client for ECR looks for %s under the same domain", (region) => {
    expect(endpointProvider({ Region: region }).url.hostname).toBe(`api.ecr.${region}.${domain}`);
    expect(partitionOfRegion(region)).toBe(partition);
  });
});

test('a region that does not exist is in no partition', () => {
  expect(partitionOfRegion('us-esat-1')).toBeUndefined();
});

// The SDK keeps its own list to itself, so it is read from where it lies, for as long as it lies there.
const SDK_LIST = new URL(
  '../../node_modules/@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partitions.js',
  import.meta.url,
);

test.skipIf(!existsSync(SDK_LIST))('every region the SDK knows is known', async () => {
  const { partitionsInfo } = await import(SDK_LIST.href);
  for (const { id, regions } of partitionsInfo.partitions) {
    const theirs = Object.keys(regions).filter((region) => !region.endsWith('-global'));
    const ours = AWS_PARTITIONS.find(({ partition }) => partition === id)?.regions;
    expect(ours, id).toEqual(expect.arrayContaining(theirs));
  }
});
