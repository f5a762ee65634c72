import { Failure } from '../failure.ts';
import { quote } from '../secrecy/quote.ts';

/** Reserves nothing: the function uses the rest of the account's quota. */
const NONE = 'none';

/** Leaves the property out of the template. */
const NO_VALUE = { Ref: 'AWS::NoValue' } as const;

/**
 * Returns the reserved concurrency of a parameter, or CloudFormation's "no value". AWS rejects a reservation that
 * leaves the account less unreserved concurrency than its minimum. The quota of a new account is often no more than
 * that minimum. https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
 */
export function reservedConcurrencyOf(parameter: string, wanted: string): number | typeof NO_VALUE {
  if (wanted === NONE) return NO_VALUE;
  if (/^[1-9]\d{0,5}$/.test(wanted)) return Number(wanted);
  throw new Failure('invalid', `${parameter} is ${quote(wanted)}, and must be a number from 1 or "${NONE}"`, {
    hint: `--param ${parameter}=5 reserves five executions, --param ${parameter}=${NONE} reserves none`,
  });
}
