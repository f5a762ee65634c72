/** What the clouds ask, in US dollars, in us-east-1. Free tiers are not counted: they may be spent on something else. */

/** On demand, up to a kilobyte each. Reads cost a fifth, and a run makes one. https://aws.amazon.com/dynamodb/pricing/ */
export const DYNAMODB = { write: 0.625 / 1_000_000 } as const;

/** On arm64. https://aws.amazon.com/lambda/pricing/ */
export const LAMBDA = { request: 0.2 / 1_000_000, gigabyteSecond: 0.0000133334 } as const;

/** A metric costs for the hours in which it comes. https://aws.amazon.com/cloudwatch/pricing/ */
export const CLOUDWATCH = { metricMonth: 0.3, alarmMonth: 0.1 } as const;

/** As bills count it. */
export const HOURS_A_MONTH = 730;

/** What a call costs, of the services that charge for calls. https://aws.amazon.com/secrets-manager/pricing/ https://cloud.google.com/secret-manager/pricing */
export const PRICE_OF_CALL: Readonly<Record<string, number | undefined>> = {
  'AWS Secrets Manager': 0.05 / 10_000,
  'Google Secret Manager': 0.03 / 10_000,
  'Amazon DynamoDB': DYNAMODB.write,
};
