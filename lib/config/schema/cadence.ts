const UNITS_MS = new Map([
  ['min', 60_000],
  ['h', 3_600_000],
  ['d', 86_400_000],
]);

/** Returns the problem with the text of a cadence, or undefined. */
export function problemWithCadence(text: string): string | undefined {
  return cadenceOf(text) === undefined ? `"${text}" is not a cadence such as 15 min, 3 h or 1 d` : undefined;
}

export function cadenceOf(text: string): number | undefined {
  const [, count, unit = ''] = /^([1-9]\d{0,3}) ?(min|h|d)$/.exec(text) ?? [];
  const size = UNITS_MS.get(unit);
  return size === undefined ? undefined : Number(count) * size;
}

/** A cadence in the form of registries.yml. */
export function cadenceText(ms: number): string {
  const count = Math.floor(ms / 60_000);
  return count % 60 === 0 ? `${count / 60} h` : `${count} min`;
}
