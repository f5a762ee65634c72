import type { RefreshFunction } from '../../lib/config/schema/refresh-functions.ts';
import type { Simulated } from './simulate.ts';

/** What became of all that one function keeps alive. */
export interface Account {
  runs: number;
  published: number;
  /** Runs that a publication missed, and how many times so many in a row: the index is their number. */
  missed: number;
  streaks: number[];
  deaths: number;
  /** Those that came though no more runs had been missed than the schedule survives. There must be none. */
  earlyDeaths: number;
  /** The shortest rest of life at any moment. */
  leastLeftMs: number;
  /** How long before a death an alarm had stood, at the least; below 0 where none did. */
  leastWarningMs: number;
}

export function accountOf(name: RefreshFunction, { runs, watched, alarms, from, until }: Simulated): Account {
  const account: Account = {
    runs: runs.get(name) ?? 0,
    published: 0,
    missed: 0,
    streaks: [],
    deaths: 0,
    earlyDeaths: 0,
    leastLeftMs: Number.POSITIVE_INFINITY,
    leastWarningMs: Number.POSITIVE_INFINITY,
  };
  for (const { life, survives, watch } of watched.filter((each) => each.name === name)) {
    account.published += watch.published;
    account.missed += watch.missed;
    account.leastLeftMs = Math.max(0, Math.min(account.leastLeftMs, watch.leastLeftMs));
    for (const [length, times] of watch.streaks)
      account.streaks[length] = (account.streaks[length] ?? 0) + times;
    if (watch.deaths.length === 0) continue;
    const standings = alarms.standings(name, life, from, until);
    for (const death of watch.deaths) {
      account.deaths++;
      if (death.missed <= survives) account.earlyDeaths++;
      const standing = standings.filter((each) => each.from < death.from && death.from <= each.until);
      const warning = Math.max(-1, ...standing.map((each) => death.from - each.from));
      account.leastWarningMs = Math.min(account.leastWarningMs, warning);
    }
  }
  return account;
}
