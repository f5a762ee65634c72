import { AwsError } from './error.ts';

/**
 * How many calls an account may make in a region in one second, by operation. Operations that share a quota are joined
 * with a plus. AWS takes 20 GetAuthorizationToken, after a burst of 200, and 50 CreateSecret, and 50 of PutSecretValue,
 * UpdateSecret and UpdateSecretVersionStage together:
 * https://docs.aws.amazon.com/AmazonECR/latest/userguide/common-errors.html
 * https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_limits.html
 */
export type Rates = Readonly<Record<string, number>>;

/** Counts calls by seconds of real time: clients that are refused wait in real time, whatever the sandbox's clock says. */
export class RateLimits {
  readonly #rates: readonly [operations: readonly string[], most: number][];
  readonly #calls = new Map<string, { second: number; count: number }>();

  constructor(rates: Rates) {
    this.#rates = Object.entries(rates).map(([names, most]) => [names.split('+'), most]);
  }

  demand(operation: string, { account, region }: { account: string; region: string }): void {
    const [operations, most] = this.#rates.find(([names]) => names.includes(operation)) ?? [];
    if (operations === undefined || most === undefined) return;
    const key = `${operations} ${account} ${region}`;
    const second = Math.floor(Date.now() / 1_000);
    const before = this.#calls.get(key);
    const count = before?.second === second ? before.count + 1 : 1;
    this.#calls.set(key, { second, count });
    if (count > most) throw new AwsError('ThrottlingException', 'Rate exceeded');
  }
}
