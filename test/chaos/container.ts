import type { Random } from '../simulation/random.ts';
import type { Time } from '../simulation/virtual-time.ts';

/** A call that nothing answers. It ends when the run gives it up. */
export interface Hang {
  to: string;
  from: number;
  until?: number;
}

/** One Lambda container at one run. Once killed it does nothing any more, wherever it was. */
export class Container {
  readonly skewMs: number;
  readonly #killAt: number;
  #steps = 0;
  #killed = false;
  /** The calls that were not answered. */
  readonly hangs: Hang[] = [];
  readonly #onKill: () => void;

  constructor(options: { skewMs?: number; killAt?: number | undefined; onKill?: () => void } = {}) {
    this.skewMs = options.skewMs ?? 0;
    this.#killAt = options.killAt ?? Number.POSITIVE_INFINITY;
    this.#onKill = options.onKill ?? (() => {});
  }

  get isKilled(): boolean {
    return this.#killed;
  }

  get steps(): number {
    return this.#steps;
  }

  kill(): void {
    this.#killed = true;
    this.#onKill();
  }

  /** Before and after every effect: between two of them a run changes nothing, so no other moment to die at exists. */
  async step(): Promise<void> {
    if (++this.#steps === this.#killAt) this.kill();
    if (this.#killed) await new Promise<never>(() => {});
  }
}

/** What calls go through on their way to a service. */
export interface Air {
  time: Time;
  random: Random;
  container: Container;
}
