import type { Zone } from './zone.ts';

/** Returns a time to the minute: `21 Nov 20:27`. */
export function timeText(time: string, zone: Zone): string {
  return new Intl.DateTimeFormat('en-GB', {
    day: 'numeric',
    month: 'short',
    hour: '2-digit',
    minute: '2-digit',
    ...(zone === 'UTC' && { timeZone: 'UTC' }),
  })
    .format(new Date(time))
    .replace(',', '');
}
