import { expect, test } from 'vitest';
import { verificationUrl } from '../../lib/google/verification-url.ts';

test.each([
  ['us-east-1', false, 'sts.us-east-1.amazonaws.com'],
  ['us-east-1', true, 'sts-fips.us-east-1.amazonaws.com'],
  ['eu-west-1', true, 'sts.eu-west-1.amazonaws.com'],
  ['us-gov-west-1', true, 'sts.us-gov-west-1.amazonaws.com'],
  ['cn-north-1', false, 'sts.cn-north-1.amazonaws.com.cn'],
  ['eusc-de-east-1', false, 'sts.eusc-de-east-1.amazonaws.eu'],
  ['us-iso-east-1', false, 'sts.us-iso-east-1.c2s.ic.gov'],
])('AWS is asked who we are in %s (FIPS: %s) at %s', (region, fips, host) => {
  expect(verificationUrl(region, fips)).toBe(`https://${host}?Action=GetCallerIdentity&Version=2011-06-15`);
});
