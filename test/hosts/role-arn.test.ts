import { expect, test } from 'vitest';
import { ROLE_ARN } from '../../lib/hosts/role-arn.ts';

const LONGEST = 'r'.repeat(64);

test.each([
  ['arn:aws:iam::123456789012:role/pull', 'aws'],
  ['arn:aws-us-gov:iam::123456789012:role/pull', 'aws-us-gov'],
  ['arn:aws-cn:iam::123456789012:role/a/b/pull+=,.@-_', 'aws-cn'],
  [`arn:aws:iam::123456789012:role/${LONGEST}`, 'aws'],
])('%s is a role in the partition %s', (arn, partition) => {
  expect(ROLE_ARN.exec(arn)?.groups).toEqual({ partition, account: '123456789012' });
});

test.each([
  ['pull'],
  ['xarn:aws:iam::123456789012:role/pull'],
  ['arn:aws:iam::123456789012:role/pull:1'],
  ['arn:aws:iam::123456789012:role/pull\n'],
  ['arn:aws:iam::123456789012:role/'],
  ['arn:aws:iam::123456789012:role/*'],
  [`arn:aws:iam::123456789012:role/${LONGEST}r`],
  ['arn:aws:iam::12345678901:role/pull'],
  ['arn:aws:iam::123456789012:user/pull'],
  ['arn:aws:sts::123456789012:assumed-role/pull/me'],
  ['arn:azure:iam::123456789012:role/pull'],
])('%j is none', (arn) => {
  expect(ROLE_ARN.test(arn)).toBe(false);
});
