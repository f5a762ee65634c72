import type { Token } from './clouds.ts';

/** When nobody could pull with a publication, and how many runs had been missed in a row when that began. */
export interface Death {
  from: number;
  until: number;
  missed: number;
}

/** The schedule that a publication lives by. */
export interface Rhythm {
  cadenceMs: number;
  lifeMs: number;
  /** A token that is no older than this is fresh, and a run leaves it alone: it still survives all the runs that it should. */
  spareMs: number;
  /** A run that has renewed nothing this long after its time counts as missed. */
  graceMs: number;
}

/**
 * Follows one publication through every moment: what stands there changes only when something is published, so that
 * nothing can happen between two looks.
 */
export class Watch {
  readonly deaths: Death[] = [];
  /** How many times so many runs in a row were missed. */
  readonly streaks = new Map<number, number>();
  readonly rhythm: Rhythm;
  published = 0;
  missed = 0;
  /** The shortest rest of life that anything ever had when it was replaced. */
  leastLeftMs = Number.POSITIVE_INFINITY;
  #standing: Token | undefined;
  #inARow = 0;
  #lastRenewal = 0;

  constructor(rhythm: Rhythm) {
    this.rhythm = rhythm;
  }

  get missedInARow(): number {
    return this.#inARow;
  }

  see(token: Token, now: number): void {
    this.published++;
    this.#endOfStanding(now);
    this.#standing = token;
  }

  /** Called when the grace of each run is over. */
  judgeRun(slot: number): void {
    if (this.#isRenewed(slot)) {
      if (this.#inARow > 0) this.streaks.set(this.#inARow, (this.streaks.get(this.#inARow) ?? 0) + 1);
      this.#inARow = 0;
      this.#lastRenewal = slot;
    } else {
      this.missed++;
      this.#inARow++;
    }
  }

  /** What died and was never replaced has died too. */
  finish(now: number): void {
    if (this.#standing !== undefined && this.#standing.expiresAt <= now) this.#endOfStanding(now);
  }

  #endOfStanding(now: number): void {
    if (this.#standing === undefined) return;
    const { expiresAt } = this.#standing;
    this.leastLeftMs = Math.min(this.leastLeftMs, expiresAt - now);
    if (expiresAt > now) return;
    const { cadenceMs, graceMs } = this.rhythm;
    const missed = Math.floor((expiresAt - graceMs - this.#lastRenewal) / cadenceMs);
    this.deaths.push({ from: expiresAt, until: now, missed });
  }

  /** A run that leaves a fresh token alone is not a missed one. */
  #isRenewed(slot: number): boolean {
    if (this.#standing === undefined) return false;
    const { lifeMs, spareMs } = this.rhythm;
    const { mintedAt, expiresAt } = this.#standing;
    return mintedAt >= slot - spareMs && expiresAt - mintedAt >= lifeMs;
  }
}
