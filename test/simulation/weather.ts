import type { Random } from './random.ts';
import type { Time } from './virtual-time.ts';

const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

/** What can be out of order, each by itself. `scheduler` is whatever lies between a schedule and a function. */
export const SERVICES = [
  'scheduler',
  'ecr',
  'ecr-public',
  'artifact-registry',
  'aws-secrets-manager',
  'google-secret-manager',
  'baseten',
  'dynamodb',
] as const;

export type Service = (typeof SERVICES)[number];

interface Span {
  from: number;
  until: number;
}

/** Each service breaks down about so often. */
const BETWEEN_OUTAGES_MS = 4 * DAY;

/** The troubles of the clouds: outages, which last, and mishaps, which befall one call or one event. */
export class Weather {
  readonly #random: Random;
  readonly #time: Time;
  readonly #longestOutageMs: number;
  readonly #outages = new Map<Service, Span>();
  #clear: Span[] = [];

  constructor(random: Random, time: Time, longestOutageMs: number) {
    this.#random = random;
    this.#time = time;
    this.#longestOutageMs = longestOutageMs;
    for (const service of SERVICES) this.#outages.set(service, this.#outageAfter(time.now()));
  }

  isDown(service: Service): boolean {
    if (this.#isClear()) return false;
    const now = this.#time.now();
    let outage = this.#outages.get(service) ?? this.#outageAfter(now);
    while (outage.until <= now) outage = this.#outageAfter(outage.until);
    this.#outages.set(service, outage);
    return outage.from <= now;
  }

  /** Whether a mishap that is as likely as this happens now. */
  strikes(probability: number): boolean {
    return this.#random.chance(probability) && !this.#isClear();
  }

  /** Nothing goes wrong in this time: the next run is not missed. */
  clear(from: number, until: number): void {
    this.#clear = [...this.#clear.filter((each) => each.until > this.#time.now()), { from, until }];
  }

  #isClear(): boolean {
    const now = this.#time.now();
    return this.#clear.some(({ from, until }) => from <= now && now < until);
  }

  #outageAfter(moment: number): Span {
    const from = moment + this.#random.between(0, 2 * BETWEEN_OUTAGES_MS);
    return { from, until: from + this.#random.anywhereBetween(MINUTE, this.#longestOutageMs) };
  }
}
