import { quote } from '../secrecy/quote.ts';
import { nearest } from '../text/nearest.ts';
import { AWS_DOMAINS, AWS_REGIONS, type PartitionFacts, partitionFactsOf } from './aws-regions.ts';
import type { EcrHost } from './registry-host.ts';
import { accept, type HostVerdict, refuse } from './verdict.ts';

type EcrParts = Pick<EcrHost, 'account' | 'region' | 'fips' | 'dualStack'>;

const ACCOUNT = /^\d{12}$/;
const NEWER_REGIONS = '(one opened after this release is added in lib/hosts/aws-regions.ts)';

/**
 * A name in the full form of ECR is meant as ECR under any domain. Under a domain of AWS, a part of the form is enough.
 */
const SPELLS_ECR = /(?:^|\.)dkr[.-]ecr(?:-fips)?(?:\.|$)/;
const HINTS_AT_ECR = /^\d+\.|(?:^|\.)(?:dkr|ecr)(?:-[a-z]+)*\./;

/** Returns the host with these parts. A partition without dual-stack hosts has only its ordinary host. */
export function ecrHostName(parts: EcrParts, { domain, dualStackDomain }: PartitionFacts): string {
  const { account, region, fips, dualStack } = parts;
  const service = fips ? 'ecr-fips' : 'ecr';
  return dualStack && dualStackDomain !== undefined
    ? `${account}.dkr-${service}.${region}.${dualStackDomain}`
    : `${account}.dkr.${service}.${region}.${domain}`;
}

/**
 * Reads the parts of an ECR host in any order, builds the host from them, and accepts only an exact match. So no
 * imitation passes, and a refusal can suggest the correct host.
 */
export function recogniseEcr(name: string): HostVerdict | undefined {
  if (!meansEcr(name)) return undefined;
  const refuseEcr = (why: string, suggestion?: string) => refuse('an ECR host', why, suggestion);

  const labels = name.split('.');
  const account = labels.find((label) => ACCOUNT.test(label));
  if (account === undefined) return refuseEcr('it has no AWS account number of 12 digits');

  const { typed, region } = regionAmong(labels);
  const facts = partitionFactsOf(region);
  if (facts === undefined) return refuseEcr(`it names no region of AWS ${NEWER_REGIONS}`);

  const fips = labels.some((label) => label.endsWith('ecr-fips'));
  const parts = { account, region, fips, dualStack: labels.includes('on') };
  const host = ecrHostName(parts, facts);
  if (name === host || name === chineseVariant(host, facts)) {
    return accept({ kind: 'ecr', host: name, ...parts, partition: facts.partition });
  }
  if (typed !== region) return refuseEcr(`AWS has no region ${quote(typed)} ${NEWER_REGIONS}`, host);
  return refuseEcr(misplaced(name, host, parts), host);
}

function meansEcr(name: string): boolean {
  return SPELLS_ECR.test(name) || (HINTS_AT_ECR.test(name) && isUnderAws(name));
}

/** The dual-stack hosts of the Chinese regions are written `dkr-ecr` in some places and `dkr.ecr` in others. */
function chineseVariant(host: string, { partition }: PartitionFacts): string {
  return partition === 'aws-cn' ? host.replace('.dkr-ecr', '.dkr.ecr') : host;
}

/** The label that is a region, or the first label that is nearly one. */
function regionAmong(labels: string[]): { typed: string; region: string } {
  const exact = labels.find((label) => AWS_REGIONS.includes(label));
  if (exact !== undefined) return { typed: exact, region: exact };
  const near = labels.map((typed) => ({ typed, region: nearest(typed, AWS_REGIONS) ?? '' }));
  return near.find(({ region }) => region !== '') ?? { typed: '', region: '' };
}

function misplaced(name: string, host: string, { account, region }: EcrParts): string {
  if (!isUnderAws(name)) return 'it does not end in a domain of AWS, so a token sent there would leak';
  const domain = host.slice(host.indexOf(region) + region.length);
  return name.endsWith(domain)
    ? `the only form is ${host.replace(account, '<account>').replace(region, '<region>')}`
    : `${region} is served under ${domain.slice(1)}`;
}

function isUnderAws(name: string): boolean {
  return AWS_DOMAINS.some((domain) => name.endsWith(`.${domain}`));
}
