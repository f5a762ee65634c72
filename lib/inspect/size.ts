import { type Defect, defect, warningDefect } from './defect.ts';

/** AWS Secrets Manager and Google Secret Manager: https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html */
const LONGEST_SECRET = 65_536;

/** https://docs.aws.amazon.com/systems-manager/latest/userguide/parameter-store-advanced-parameters.html */
const LONGEST_PARAMETER = 4_096;

export function inspectSize({ length }: Buffer): Defect[] {
  if (length > LONGEST_SECRET) {
    const is = `has ${length} bytes, and AWS Secrets Manager and Google Secret Manager allow ${LONGEST_SECRET}`;
    return [defect('too-large', is, 'check whether something else was stored with it')];
  }
  return length > LONGEST_PARAMETER
    ? [
        warningDefect(
          'large',
          `has ${length} bytes, and a standard parameter of Systems Manager allows ${LONGEST_PARAMETER}`,
          'keep it in a secret manager; an environment variable of Lambda is too small for it as well',
        ),
      ]
    : [];
}
