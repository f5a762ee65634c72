/** The middle of several measurements, and how far the middle half of them lies apart. */
export interface Spread {
  median: number;
  low: number;
  high: number;
}

export function spreadOf(values: readonly number[]): Spread {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (share: number) => sorted[Math.round((sorted.length - 1) * share)] ?? Number.NaN;
  return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

/** What a benchmark found, in a form that can be shown and kept. */
export interface Findings {
  title: string;
  /** One row per rival; the first is the head. */
  table: string[][];
  goals: Goal[];
  /** The figures as they are, for the file. */
  figures: Record<string, unknown>;
}

export interface Goal {
  text: string;
  reached: boolean;
}

/** `41.2 ms (40.1–43.0)` */
export function inWords({ median, low, high }: Spread, unit: string, digits = 1): string {
  const text = (value: number) => value.toFixed(digits);
  return `${text(median)} ${unit} (${text(low)}–${text(high)})`;
}
