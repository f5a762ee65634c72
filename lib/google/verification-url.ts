import { awsDomainOf } from '../hosts/aws-regions.ts';

/**
 * The call by which Google asks AWS for the caller's identity. It must go to the STS of the region that signs it, by
 * the name of its partition. Only the commercial regions of the USA have a second name for FIPS; those of GovCloud
 * always comply. https://docs.aws.amazon.com/general/latest/gr/sts.html
 */
export function verificationUrl(region: string, fips: boolean): string {
  const service = fips && /^us-(?:east|west)-/.test(region) ? 'sts-fips' : 'sts';
  return `https://${service}.${region}.${awsDomainOf(region)}?Action=GetCallerIdentity&Version=2011-06-15`;
}
