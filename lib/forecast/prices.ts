/** What the clouds ask, in US dollars, in us-east-1. Free tiers are not counted: they may be spent on something else. */

/** https://aws.amazon.com/secrets-manager/pricing/ */
export const SECRETS_MANAGER = { secretMonth: 0.4, call: 0.05 / 10_000 } as const;

/** Per version that is not destroyed, in each location. https://cloud.google.com/secret-manager/pricing */
export const SECRET_MANAGER = { versionMonth: 0.06, access: 0.03 / 10_000 } as const;

/** On demand, up to a kilobyte each. Reads cost a fifth, and a run makes one. https://aws.amazon.com/dynamodb/pricing/ */
export const DYNAMODB = { write: 0.625 / 1_000_000 } as const;

/** On arm64. https://aws.amazon.com/lambda/pricing/ */
export const LAMBDA = { request: 0.2 / 1_000_000, gigabyteSecond: 0.0000133334 } as const;

/** A metric costs for the hours in which it comes. https://aws.amazon.com/cloudwatch/pricing/ */
export const CLOUDWATCH = { metricMonth: 0.3, alarmMonth: 0.1 } as const;

/** As bills count it. */
export const HOURS_A_MONTH = 730;
