/** The time zone in which a page shows times. */
export type Zone = 'UTC' | 'local';

const KEY = 'pullkeeper-zone';

/** Returns the zone that was chosen last in this browser. */
export function readZone(): Zone {
  return localStorage.getItem(KEY) === 'local' ? 'local' : 'UTC';
}

export function storeZone(zone: Zone): void {
  localStorage.setItem(KEY, zone);
}
