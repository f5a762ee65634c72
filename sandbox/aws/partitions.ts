import type { AwsPartition } from '../../lib/hosts/registry-host.ts';

interface Partition {
  readonly name: AwsPartition;
  readonly regions: RegExp;
  readonly domain: string;
  /** Domain of the dual-stack registry hosts, where the partition has them. */
  readonly dualStack?: string;
}

/**
 * Region patterns and domains as in botocore's `partitions.json`. Only the ECR credential helper lists the dual-stack
 * domains, and it misses that of `aws-eusc`.
 */
const PARTITIONS: readonly Partition[] = [
  {
    name: 'aws-cn',
    regions: /^cn-\w+-\d+$/,
    domain: 'amazonaws.com.cn',
    dualStack: 'on.amazonwebservices.com.cn',
  },
  { name: 'aws-us-gov', regions: /^us-gov-\w+-\d+$/, domain: 'amazonaws.com', dualStack: 'on.aws' },
  {
    name: 'aws-eusc',
    regions: /^eusc-de-\w+-\d+$/,
    domain: 'amazonaws.eu',
    dualStack: 'on.amazonwebservices.eu',
  },
  { name: 'aws-iso', regions: /^us-iso-\w+-\d+$/, domain: 'c2s.ic.gov' },
  { name: 'aws-iso-b', regions: /^us-isob-\w+-\d+$/, domain: 'sc2s.sgov.gov' },
  { name: 'aws-iso-e', regions: /^eu-isoe-\w+-\d+$/, domain: 'cloud.adc-e.uk' },
  { name: 'aws-iso-f', regions: /^us-isof-\w+-\d+$/, domain: 'csp.hci.ic.gov' },
  {
    name: 'aws',
    regions: /^(us|eu|ap|sa|ca|me|af|il|mx)-\w+-\d+$/,
    domain: 'amazonaws.com',
    dualStack: 'on.aws',
  },
];

export interface EcrRegistry {
  readonly account: string;
  readonly region: string;
  readonly partition: AwsPartition;
}

export function partitionOf(region: string): AwsPartition | undefined {
  return partitionRow(region)?.name;
}

/** The domain of a region's endpoints. */
export function domainOf(region: string): string {
  return partitionRow(region)?.domain ?? 'amazonaws.com';
}

/** The standard name of an account's registry. `proxyEndpoint` has this name, also if the client used another. */
export function ecrHost(account: string, region: string): string {
  return `${account}.dkr.ecr.${region}.${domainOf(region)}`;
}

/** Reads all four names a registry goes by: standard, FIPS, dual-stack, dual-stack FIPS. */
export function readEcrHost(host: string): EcrRegistry | undefined {
  const [, account, separator, region, domain] =
    /^(\d{12})\.dkr([.-])ecr(?:-fips)?\.([a-z0-9-]+)\.(.+)$/.exec(host) ?? [];
  if (account === undefined || region === undefined) return undefined;
  const partition = partitionRow(region);
  const expected = separator === '.' ? partition?.domain : partition?.dualStack;
  return partition && domain === expected ? { account, region, partition: partition.name } : undefined;
}

function partitionRow(region: string): Partition | undefined {
  return PARTITIONS.find(({ regions }) => regions.test(region));
}
