import { AwsError } from './error.ts';

/** How many calls of an operation an account may make in a region in one second. */
export type Rates = Readonly<Record<string, number>>;

/** Counts calls by seconds of real time: clients that are refused wait in real time, whatever the sandbox's clock says. */
export class RateLimits {
  readonly #rates: Rates;
  readonly #calls = new Map<string, { second: number; count: number }>();

  constructor(rates: Rates) {
    this.#rates = rates;
  }

  demand(operation: string, { account, region }: { account: string; region: string }): void {
    const most = this.#rates[operation];
    if (most === undefined) return;
    const key = `${operation} ${account} ${region}`;
    const second = Math.floor(Date.now() / 1_000);
    const before = this.#calls.get(key);
    const count = before?.second === second ? before.count + 1 : 1;
    this.#calls.set(key, { second, count });
    if (count > most) throw new AwsError('ThrottlingException', 'Rate exceeded');
  }
}
