import type { AwsPartition } from '../hosts/registry-host.ts';

/** https://cloud.google.com/iam/docs/workload-identity-federation#mapping */
const LONGEST_SUBJECT = 127;

/** A role that CloudFormation names may get as long a name as IAM takes. */
const LONGEST_ROLE = 64;

/**
 * Why Google would refuse this function, as a sentence; undefined when it would not. To Google its subject is the ARN of
 * its session, whose name Lambda makes the name of the function.
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
