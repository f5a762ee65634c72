import { Failure } from '../failure.ts';
import { quote } from '../secrecy/quote.ts';

/** Reserves nothing: the function takes what is left of the account's quota. */
const NONE = 'none';

/** Leaves the property out of the template. */
const NO_VALUE = { Ref: 'AWS::NoValue' } as const;

/**
 * The reserved concurrency that a parameter asks for; CloudFormation's "no value" where nothing is to be reserved. AWS refuses a reservation
 * that leaves an account less unreserved concurrency than its minimum, and a new account often has no more than that.
 * https://docs.aws.amazon.com/lambda/latest/dg/configuration-concurrency.html
 */
export function reservedConcurrencyOf(parameter: string, wanted: string): number | typeof NO_VALUE {
  if (wanted === NONE) return NO_VALUE;
  if (/^[1-9]\d{0,5}$/.test(wanted)) return Number(wanted);
  throw new Failure('invalid', `${parameter} is ${quote(wanted)}, and must be a number from 1 or "${NONE}"`, {
    hint: `--param ${parameter}=5 reserves five executions, --param ${parameter}=${NONE} reserves none`,
  });
}
