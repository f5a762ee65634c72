import { duration } from '../text/duration.ts';
import type { Cost } from './costs.ts';
import type { Forecast } from './forecast.ts';
import type { MintForecast } from './functions.ts';
import { leastSeconds, type Quota } from './quotas.ts';

// The words of a forecast, for a terminal and for a page.

/** The totals: `4 secrets from 3 credentials, about $3.71 a month, no notes`. */
export function totalsOf({ functions, costs, warnings }: Forecast): string {
  const mints = functions.flatMap((each) => each.mints);
  const secrets = mints.reduce((sum, { publications }) => sum + publications.length, 0);
  const notes = warnings.length === 0 ? 'no notes' : counted(warnings.length, 'note');
  return `${counted(secrets, 'secret')} from ${counted(mints.length, 'credential')}, ${costs.length === 0 ? 'no costs' : `about ${money(totalCost(costs))} a month`}, ${notes}`;
}

/** The life of a credential, and the missed runs that it survives. A stored credential has only a life. */
export function lifeInWords({ lifeSeconds, missesSurvived: misses = 0, expires }: MintForecast) {
  if (lifeSeconds === undefined) return { lives: `lives until ${expires ?? 'it is revoked'}` };
  return {
    lives: `lives ${duration(lifeSeconds * 1_000)}`,
    survives: `survives ${misses === 1 ? 'one missed run' : `${misses} missed runs`}`,
    isTight: misses <= 1,
  };
}

/** The limit of a quota. */
export function limitOf({ most, per }: Quota): string {
  return most === undefined ? 'none published' : `${most} a ${per}`;
}

/** The shortest time that a run waits for a quota. */
export function timeOf(quota: Quota): string {
  const seconds = leastSeconds(quota);
  if (seconds === undefined) return '';
  return seconds < 1 ? '< 1 s' : duration(seconds * 1_000);
}

export function totalCost(costs: readonly Cost[]): number {
  return costs.reduce((sum, { dollars }) => sum + dollars, 0);
}

/** The counts of a cost: `secrets: 3, calls: 1,460`. */
export function reasonsFor({ because }: Cost): string {
  return Object.entries(because)
    .map(([what, count]) => `${what}: ${whole(count)}`)
    .join(', ');
}

const CENTS = { minimumFractionDigits: 2, maximumFractionDigits: 2 };

export function money(dollars: number): string {
  return dollars < 0.005 ? '< $0.01' : `$${dollars.toLocaleString('en-US', CENTS)}`;
}

export function whole(count: number): string {
  return Math.round(count).toLocaleString('en-US');
}

function counted(count: number, what: string): string {
  return `${whole(count)} ${what}${count === 1 ? '' : 's'}`;
}
