import type { AwsPartition } from '../hosts/registry-host.ts';

/** https://cloud.google.com/iam/docs/workload-identity-federation#mapping */
const LONGEST_SUBJECT = 127;

/** CloudFormation may choose a role name of the longest length that IAM allows. */
const LONGEST_ROLE = 64;

/**
 * Returns why Google would reject this function, as a sentence, or undefined. Google's subject is the ARN of the
 * session, which Lambda names after the function.
 */
export function problemWithSubject(
  functionName: string,
  roleName: string | undefined,
  partition: AwsPartition = 'aws',
): string | undefined {
  const role = roleName ?? '?'.repeat(LONGEST_ROLE);
  const subject = `arn:${partition}:sts::123456789012:assumed-role/${role}/${functionName}`;
  const bytes = Buffer.byteLength(subject);
  if (bytes <= LONGEST_SUBJECT) return undefined;
  const who = `the function "${functionName}" with the role "${roleName ?? 'that CloudFormation names'}"`;
  return `the name that Google gets for ${who} has ${bytes} bytes, and Google allows ${LONGEST_SUBJECT}: shorten the stage, or RoleName in serverless.yml, by ${bytes - LONGEST_SUBJECT}`;
}
