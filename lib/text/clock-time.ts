const DAYS = ['Sun', 'Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat'];

/** `Sat 08:23`, in UTC. */
export function clockTime(time: Date): string {
  return `${DAYS[time.getUTCDay()]} ${time.toISOString().slice(11, 16)}`;
}
