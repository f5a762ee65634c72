import type { AwsPartition } from './registry-host.ts';

/** A part of AWS with its own accounts, credentials and domains. */
export interface PartitionFacts {
  partition: AwsPartition;
  /** The end of an ordinary ECR host. */
  domain: string;
  /** The end of a dual-stack ECR host, if AWS has announced one. */
  dualStackDomain?: string;
  regions: readonly string[];
}

/**
 * Regions are from the partitions.json that AWS ships in botocore and its SDKs, of November 2026. Domains are from the
 * same file, and from the hosts of amazon-ecr-credential-helper. To add a new region, add it to its list.
 */
export const AWS_PARTITIONS: readonly PartitionFacts[] = [
  {
    partition: 'aws',
    domain: 'amazonaws.com',
    dualStackDomain: 'on.aws',
    regions: words(`
      af-south-1
      ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2
      ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7
      ca-central-1 ca-west-1
      eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2 eu-west-3
      il-central-1
      me-central-1 me-south-1 me-west-1
      mx-central-1
      sa-east-1 sa-west-1
      us-east-1 us-east-2 us-west-1 us-west-2
    `),
  },
  {
    partition: 'aws-us-gov',
    domain: 'amazonaws.com',
    dualStackDomain: 'on.aws',
    regions: words('us-gov-east-1 us-gov-west-1'),
  },
  {
    partition: 'aws-cn',
    domain: 'amazonaws.com.cn',
    dualStackDomain: 'on.amazonwebservices.com.cn',
    regions: words('cn-north-1 cn-northwest-1'),
  },
  {
    partition: 'aws-eusc',
    domain: 'amazonaws.eu',
    dualStackDomain: 'on.amazonwebservices.eu',
    regions: words('eusc-de-east-1'),
  },
  { partition: 'aws-iso', domain: 'c2s.ic.gov', regions: words('us-iso-east-1 us-iso-west-1') },
  { partition: 'aws-iso-b', domain: 'sc2s.sgov.gov', regions: words('us-isob-east-1 us-isob-west-1') },
  { partition: 'aws-iso-e', domain: 'cloud.adc-e.uk', regions: words('eu-isoe-west-1') },
  { partition: 'aws-iso-f', domain: 'csp.hci.ic.gov', regions: words('us-isof-east-1 us-isof-south-1') },
];

export const AWS_REGIONS: readonly string[] = AWS_PARTITIONS.flatMap(({ regions }) => regions);

export const AWS_DOMAINS: readonly string[] = [
  ...new Set(AWS_PARTITIONS.flatMap(({ domain, dualStackDomain = domain }) => [domain, dualStackDomain])),
];

export function partitionFactsOf(region: string): PartitionFacts | undefined {
  return AWS_PARTITIONS.find(({ regions }) => regions.includes(region));
}

/** The end of the host names of AWS in a region. */
export function awsDomainOf(region: string): string {
  return partitionFactsOf(region)?.domain ?? 'amazonaws.com';
}

export function partitionOfRegion(region: string): AwsPartition | undefined {
  return partitionFactsOf(region)?.partition;
}

function words(list: string): string[] {
  return list.trim().split(/\s+/);
}
